// The key of the kept pages: it dies with the session.
let era = 0; // another one begins whenever pages go: what was asked for before is not kept any more

// The session of that owner, unlocked; what an owner before kept is destroyed first. Null for an answer of another era.
async function sessionOf(owner, since) {
  const key = await newKey();
  let session = null;
  await inStores(["session", "pages"], "readwrite", (sessions, pages) => {
    sessions.get("pages").onsuccess = ({ target }) => {
      if (since.era !== era) return;
      const mine = target.result?.owner === owner;
      session = { key: mine ? target.result.key : key, owner };
      if (target.result && !mine) era += 1;
      if (!mine) pages.clear();
      if (!mine || target.result.locked) sessions.put(session, "pages");
    };
  });
  return session;
}

// Writes a page where its owner still has a session.
async function putPage(path, owner, page) {
  await inStores(["session", "pages"], "readwrite", (sessions, pages) => {
    sessions.get("pages").onsuccess = ({ target }) => target.result?.owner === owner && pages.put(page, path);
  });
}

// Nobody sees the pages until somebody signs in here again.
async function lock() {
  era += 1;
  const session = await read("session", "pages");
  if (session && !session.locked) await write("session", "pages", { ...session, locked: true });
}

// The keys, all that they sealed, and whatever waited to be sent. Public pages stay.
async function destroy(isLeaving) {
  era += 1;
  await inStores(STORES, "readwrite", (session, pages, outbox) => {
    for (const store of [session, pages, outbox]) store.clear();
    if (isLeaving) session.put(true, "leaving");
  });
}
