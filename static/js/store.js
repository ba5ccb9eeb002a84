// The phone's own small database, for pages and for the service worker. `session`: the keys, `sentAt`, until when what is
// kept may be old; `leaving`, the server does not know yet that somebody signed out; `gone`, somebody did or was sent away.
// `pages`: sealed pages by path; `outbox`: what is not sent yet, see outbox_items.js.
// Its version stays: a page and a service worker of different ages open it side by side.
export const STORES = ["session", "pages", "outbox"];
const LONGEST = 4000; // milliseconds; some browsers never answer
let database = null;

export function openDatabase() {
  database ??= new Promise((opened, failed) => {
    setTimeout(failed, LONGEST, new Error("the database does not open"));
    const asked = indexedDB.open("companion", 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name));
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = closeDatabase;
      opened(asked.result);
    };
  });
  database.catch(() => (database = null));
  return database;
}

function closeDatabase({ target }) {
  target.close();
  database = null;
}

// Runs `work` on those stores in one transaction; what its last request found, once everything is written.
export async function inStores(names, mode, work) {
  const transaction = (await openDatabase()).transaction(names, mode);
  return new Promise((done, failed) => {
    const asked = work(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onabort = () => failed(transaction.error ?? new Error("not written")); // WebKit names no error
  });
}

export const read = (name, id) => inStores([name], "readonly", (store) => store.get(id));
export const write = (name, id, value) => inStores([name], "readwrite", (store) => store.put(value, id));
