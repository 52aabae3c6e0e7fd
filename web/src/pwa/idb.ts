/** A table of the browser's own database. `outbox`: decisions that wait to be sent. `shown`: the last move of each notification. */
type Table = 'outbox' | 'shown';

const NAME = 'countersign';
const KEYS: Readonly<Record<Table, string>> = { outbox: 'decisionId', shown: 'tag' };

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [table, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(table, { keyPath });
    };
    request.onsuccess = () => {
      // A later version of this application must be able to change it.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('the browser’s database did not open'));
  });
  return opened;
}

async function run<T>(table: Table, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction(table, mode);
  const request = work(transaction.objectStore(table));
  return new Promise((resolve, reject) => {
    // Not at the request's success: what is only half written could be lost with the page.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('the browser’s database refused'));
  });
}

export const idb = {
  all: <T>(table: Table): Promise<T[]> => run(table, 'readonly', (store) => store.getAll() as IDBRequest<T[]>),
  get: <T>(table: Table, key: string): Promise<T | undefined> =>
    run(table, 'readonly', (store) => store.get(key) as IDBRequest<T | undefined>),
  put: (table: Table, row: object) => run(table, 'readwrite', (store) => store.put(row)),
  delete: (table: Table, key: string) => run(table, 'readwrite', (store) => store.delete(key)),
};
