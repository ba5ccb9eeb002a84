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
      const kept = { key: mine ? target.result.key : key, owner };
      if (target.result && !mine) era += 1;
      if (!mine) pages.clear();
      if (!mine || target.result.locked) sessions.put(kept, "pages");
      sessions.delete("gone");
      session = { ...kept, era };
    };
  });
  return session;
}

// Writes a page where its owner still has the session that it was sealed for.
async function putPage(path, session, page) {
  await inStores(["session", "pages"], "readwrite", (sessions, pages) => {
    sessions.get("pages").onsuccess = ({ target }) => session.era === era && target.result?.owner === session.owner && pages.put(page, path);
  });
}

// Nobody sees the pages until somebody signs in here again.
async function lock() {
  era += 1;
  await inStores(["session"], "readwrite", (sessions) => {
    sessions.get("pages").onsuccess = ({ target }) => target.result && sessions.put({ ...target.result, locked: true }, "pages");
  });
}

// The keys, all that they sealed, and whatever waited to be sent. Public pages stay. A phone that has no room to note it
// forgets all the same.
async function destroy(isLeaving) {
  era += 1;
  const clear = (...stores) => stores.forEach((store) => store.clear());
  const note = (session, ...others) => (clear(session, ...others), session.put(true, isLeaving ? "leaving" : "gone"));
  await inStores(STORES, "readwrite", note).catch(() => inStores(STORES, "readwrite", clear));
  await within(PATIENCE, dropPush().catch(() => {}));
}
