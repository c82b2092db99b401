// IndexedDB with promises. A transaction is the unit of truth for "used once": two tabs that take the same
// attestation are put in order by the browser, and the second finds it gone.

/** Opens a database and creates its stores. */
export function open(name: string, stores: Record<string, IDBObjectStoreParameters>): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, parameters] of Object.entries(stores)) {
        if (!request.result.objectStoreNames.contains(store)) {
          request.result.createObjectStore(store, parameters);
        }
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another window holds an older database open'));
  });
}

/** Runs work inside one transaction; the promise settles when it is durably committed. */
export function within<T>(
  database: IDBDatabase,
  stores: string[],
  mode: 'readonly' | 'readwrite',
  work: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability: 'strict' });
    let value: T;
    transaction.oncomplete = () => resolve(value);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was given up'));
    work(transaction).then(
      (result) => {
        value = result;
      },
      (error: unknown) => {
        reject(error);
        try {
          transaction.abort();
        } catch {
          // It has already ended.
        }
      },
    );
  });
}

/** The result of one request. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
