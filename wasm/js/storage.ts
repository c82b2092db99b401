// Where a wallet keeps things. A transaction is the unit of truth for "used once": two windows that take the same
// attestation are put in order by the storage, and the second finds it gone.

import { OfageError } from './runtime.ts';

export type Shelf = 'answered' | 'attestations' | 'keys' | 'settings';

export interface WalletRecords {
  one<T>(shelf: Shelf, id: string): Promise<T | undefined>;
  all<T>(shelf: Shelf): Promise<T[]>;
  put(shelf: Shelf, record: { id: string }): void;
  delete(shelf: Shelf, id: string): void;
  clear(shelf: Shelf): void;
}

export interface WalletStorage {
  transact<T>(mode: 'readonly' | 'readwrite', work: (records: WalletRecords) => Promise<T>): Promise<T>;
}

const SHELVES: Shelf[] = ['answered', 'attestations', 'keys', 'settings'];

/** Keeps everything in memory, until the process ends: for tests. */
export function memoryStorage(): WalletStorage {
  let shelves = new Map<Shelf, Map<string, { id: string }>>(SHELVES.map((shelf) => [shelf, new Map()]));
  let last: Promise<unknown> = Promise.resolve();
  return {
    transact(mode, work) {
      const run = last.then(async () => {
        const draft = new Map(Array.from(shelves, ([shelf, records]) => [shelf, new Map(records)]));
        const on = (shelf: Shelf): Map<string, { id: string }> => draft.get(shelf) as Map<string, { id: string }>;
        const result = await work({
          one: <T>(shelf: Shelf, id: string) => Promise.resolve(on(shelf).get(id) as T | undefined),
          all: <T>(shelf: Shelf) => Promise.resolve([...on(shelf).values()] as T[]),
          put: (shelf, record) => void on(shelf).set(record.id, record),
          delete: (shelf, id) => void on(shelf).delete(id),
          clear: (shelf) => on(shelf).clear(),
        });
        if (mode === 'readwrite') {
          shelves = draft;
        }
        return result;
      });
      last = run.catch(() => undefined);
      return run;
    },
  };
}

/** Keeps everything in the browser's IndexedDB; keys stay `CryptoKey` objects there, and never become bytes. */
export function indexedDbStorage(name = 'ofage-wallet'): WalletStorage {
  let database: Promise<IDBDatabase> | undefined;
  return {
    async transact(mode, work) {
      database ??= open(name);
      const opened = await database.catch((error: unknown) => {
        // The next call tries again.
        database = undefined;
        throw fault(error, 'storage_missing');
      });
      return within(opened, mode, work).catch((error: unknown) => {
        if (error instanceof DOMException) {
          database = undefined;
          throw fault(error, 'storage_failed');
        }
        throw error;
      });
    },
  };
}

async function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const shelf of SHELVES) {
        request.result.createObjectStore(shelf, { keyPath: 'id' });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another window holds an older database open'));
  });
}

/** Runs work inside one transaction; the promise settles when it is durably committed. */
function within<T>(database: IDBDatabase, mode: 'readonly' | 'readwrite', work: (records: WalletRecords) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(SHELVES, mode, { durability: 'strict' });
    const on = (shelf: Shelf): IDBObjectStore => transaction.objectStore(shelf);
    let value: T;
    transaction.oncomplete = () => resolve(value);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was given up'));
    work({
      one: <R>(shelf: Shelf, id: string) => settled(on(shelf).get(id) as IDBRequest<R | undefined>),
      all: <R>(shelf: Shelf) => settled(on(shelf).getAll() as IDBRequest<R[]>),
      put: (shelf, record) => void on(shelf).put(record),
      delete: (shelf, id) => void on(shelf).delete(id),
      clear: (shelf) => void on(shelf).clear(),
    }).then(
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

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What went wrong, as a code. A browser may have no storage to give at all: private windows, blocked site data. */
function fault(error: unknown, code: string): OfageError {
  return new OfageError('storage', error instanceof DOMException && error.name === 'QuotaExceededError' ? 'storage_full' : code);
}
