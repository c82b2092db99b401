// What a page keeps: records with an `id`, in IndexedDB. Where the browser keeps nothing (private windows, blocked site
// data, a full disk) the page works on with what is in memory, and can say so.

export interface Kept {
  one<T>(store: string, id: string): Promise<T | undefined>;
  all<T>(store: string): Promise<T[]>;
  /** Puts what `change` makes of the record with this id, in one transaction. */
  change<T extends { id: string }>(store: string, id: string, change: (old: T | undefined) => T): Promise<void>;
  clear(store: string): Promise<void>;
  /** Whether what was put last will be there after the window is closed. */
  lasting(): boolean;
}

/** Opens a database with these stores. */
export function keep(name: string, stores: string[]): Kept {
  const memory = new Map<string, Map<string, { id: string }>>(stores.map((store) => [store, new Map()]));
  const inMemory = (store: string): Map<string, { id: string }> => memory.get(store) ?? new Map();
  const database = open(name, stores).catch(() => null);
  let lasts = true;
  void database.then((opened) => (lasts = opened !== null));

  /** Runs work in a transaction; null where that fails, and memory has to do. */
  const run = async <T>(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<{ value: T } | null> => {
    const opened = await database;
    if (!opened) {
      return null;
    }
    try {
      const value = await within(opened, store, mode, work);
      lasts ||= mode === 'readwrite';
      return { value };
    } catch {
      lasts = false;
      return null;
    }
  };

  return {
    async one<T>(store: string, id: string) {
      const fresh = inMemory(store).get(id) as T | undefined;
      return fresh ?? (await run(store, 'readonly', (on) => result(on.get(id) as IDBRequest<T | undefined>)))?.value;
    },
    async all<T>(store: string) {
      const found = await run(store, 'readonly', (on) => result(on.getAll() as IDBRequest<(T & { id: string })[]>));
      const merged = new Map((found?.value ?? []).map((one) => [one.id, one as { id: string }]));
      for (const [id, one] of inMemory(store)) {
        merged.set(id, one);
      }
      return [...merged.values()] as T[];
    },
    async change<T extends { id: string }>(store: string, id: string, change: (old: T | undefined) => T) {
      const fresh = inMemory(store).get(id) as T | undefined;
      const done = await run(store, 'readwrite', async (on) => {
        const old = fresh ?? (await result(on.get(id) as IDBRequest<T | undefined>));
        await result(on.put(change(old)));
      });
      if (done) {
        inMemory(store).delete(id);
        return;
      }
      const old = fresh ?? (await run(store, 'readonly', (on) => result(on.get(id) as IDBRequest<T | undefined>)))?.value;
      lasts = false;
      inMemory(store).set(id, change(old));
    },
    async clear(store) {
      inMemory(store).clear();
      await run(store, 'readwrite', (on) => result(on.clear()));
    },
    lasting: () => lasts,
  };
}

async function open(name: string, stores: string[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of stores) {
        request.result.createObjectStore(store, { keyPath: 'id' });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another window holds an older database open'));
  });
}

/** Runs work inside one transaction; the promise settles when it is durably committed. */
function within<T>(database: IDBDatabase, store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([store], mode, { durability: 'strict' });
    let value: T;
    transaction.oncomplete = () => resolve(value);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was given up'));
    work(transaction.objectStore(store)).then(
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

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
