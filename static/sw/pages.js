// The pages of this patient: the kept one at once, the fresh one when it comes.
const PATIENCE = 1500; // milliseconds that a page which may be old waits for a fresh one
const JUST_NOW = 5000;
const LIVE = ["/journal"]; // what a clinic may add to at any moment: the kept page is for when there is no network
const pathOf = ({ url }) => new URL(url).pathname;
const later = (ms) => new Promise((done) => setTimeout(done, ms));

async function pageFor(event) {
  const path = pathOf(event.request);
  const page = await keptPage(path);
  if (page?.isCurrent && !LIVE.includes(path)) return open(page);
  if (!(await hasLeft())) return (await fromShell(path)) ?? offline(event.request);
  const fallback = async () => (page ? open(page) : fromShell(path));
  const fresh = fetchAndKeep(event, path, page);
  event.waitUntil(fresh.catch(() => {}));
  const whenLate = later(PATIENCE).then(fallback).then((response) => response ?? fresh);
  return Promise.race([fresh, whenLate]).catch(async () => (await fallback()) ?? offline(event.request));
}

// `sentAt`: when a form was sent last; what was kept before may be old.
async function keptPage(path) {
  let session, page, sentAt;
  await inStores(["session", "pages"], "readonly", (sessions, pages) => {
    sessions.get("pages").onsuccess = ({ target }) => (session = target.result);
    sessions.get("sentAt").onsuccess = ({ target }) => (sentAt = target.result ?? 0);
    pages.get(path).onsuccess = ({ target }) => (page = target.result);
  });
  if (!page || !session || session.locked) return null;
  return { path, key: session.key, ...page, sentAt, isCurrent: page.version === VERSION && page.keptAt > sentAt };
}

async function open({ key, path, sealed, headers }) {
  return new Response(await unseal(key, path, sealed), { headers });
}

async function fetchAndKeep(event, path, page) {
  const since = { era, at: Date.now() };
  const response = page ? await askFor(page) : await fetch(event.request);
  if (response.status === 304) {
    await stillRight(page, response, since);
    return open(page);
  }
  if (response.status >= 500 && page) throw new Error("the server is in trouble");
  await heed(path, response, page, since, (copy) => event.waitUntil(copy));
  return response.redirected ? Response.redirect(response.url) : response;
}

const askFor = ({ path, etag }) => fetch(path, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });

// What an answer says of the session, and the page itself where it may be kept.
async function heed(path, response, page, since, keeping) {
  const [owner, closed] = ["Companion-Owner", "Companion-Session"].map((name) => response.headers.get(name));
  if (closed) return closeSession(closed);
  if (owner && response.ok && !response.redirected) await keeping(keep(path, owner, response.clone(), page, since));
}

async function keep(path, owner, response, before, since) {
  const session = await sessionOf(owner, since);
  if (!session) return;
  const headers = [...response.headers].filter(([name]) => !NOT_KEPT.includes(name));
  const [etag, plan, asOf] = [response.headers.get("ETag"), response.headers.get("Companion-Plan"), clockOf(response)];
  const sealed = await seal(session.key, path, await response.arrayBuffer());
  await putPage(path, owner, { sealed, headers, etag, plan, keptAt: since.at, asOf, version: VERSION });
  if (LIVE.includes(path) && before && before.etag !== etag) await tell([path], { changed: true });
  if (!before || before.plan === plan) return;
  await write("session", "sentAt", since.at - 1); // what else is kept is of the plan before
  await tell([path], { changed: true });
}

// Asked by an open page: is it still right? `asOf`: seconds since 1970 by the server's clock, `at`: when, by this phone's.
async function check(path) {
  if (!(await hasLeft())) return { isOffline: true, isGone: true };
  const since = { era, at: Date.now() };
  const page = await keptPage(path);
  if (page && page.keptAt > Math.max(page.sentAt, Date.now() - JUST_NOW)) return { asOf: page.asOf, at: page.keptAt };
  const response = await askFor(page || { path }).catch(() => null);
  if (!response || response.status >= 500) return page ? { isOffline: true, asOf: page.asOf, at: page.keptAt } : { isOffline: true, isGone: await isClosed() };
  const at = Date.now();
  if (response.status === 304) await stillRight(page, response, since);
  else if (response.redirected && !response.headers.get("Companion-Session")) await closeSession("closed");
  else await heed(path, response, page, since, (copy) => copy);
  return { asOf: clockOf(response), at, isGone: await isClosed() };
}

async function isClosed() {
  const session = await read("session", "pages");
  return !session || Boolean(session.locked);
}

async function stillRight({ path, etag }, response, since) {
  await inStores(["pages"], "readwrite", (pages) => {
    pages.get(path).onsuccess = ({ target: { result } }) => {
      if (result?.etag === etag) pages.put({ ...result, keptAt: since.at, asOf: clockOf(response) }, path);
    };
  });
}

const clockOf = ({ headers }) => Number(/clock;dur=(\d+)/.exec(headers.get("Server-Timing"))?.[1]) || undefined;

async function offline(request) {
  if (request.mode !== "navigate") return Response.error();
  return pathOf(request) === "/" && (await keptPage("/now")) ? Response.redirect("/now") : fromShell("/offline");
}

// Null tells all of them.
async function tell(paths, message) {
  for (const page of await clients.matchAll()) if (!paths || paths.includes(pathOf(page))) page.postMessage(message);
}
