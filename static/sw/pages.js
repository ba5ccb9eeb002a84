// The pages of this patient: the kept one at once, the fresh one when it comes.
const PATIENCE = 1500; // milliseconds that a page which may be old waits for a fresh one
const SILENCE = 5000; // milliseconds after which a server that says nothing is not there
const JUST_NOW = 5000;
const LIVE = ["/journal", "/reminders"]; // what others add to at any moment: the kept page is for when there is no network
const pathOf = ({ url }) => new URL(url).pathname;
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const within = (ms, answer, otherwise) => Promise.race([answer, later(ms).then(() => otherwise)]);

async function pageFor(event) {
  const path = pathOf(event.request);
  const page = await keptPage(path);
  if (page?.isCurrent && !LIVE.includes(path)) return open(page);
  if (!(await hasLeft())) return (await fromShell(path)) ?? whileLeaving(event.request);
  const fallback = async () => (page ? open(page) : fromShell(path));
  const fresh = fetchAndKeep(event, path, page);
  let isLate = false;
  event.waitUntil(fresh.then(() => isLate && tellPages({ look: path })).catch(() => {}));
  const whenLate = later(PATIENCE).then(() => (isLate = true) && fallback()).then((response) => response ?? fresh);
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
  return { path, key: session.key, ...page, sentAt, isCurrent: page.version === VERSION && page.keptAt > sentAt && ageOf(page) >= 0 };
}

const ageOf = ({ keptAt }) => Date.now() - keptAt; // less than nothing where the clock was ahead when it was kept

// Whatever was asked for until that instant may be old.
async function mayBeOld(at) {
  await inStores(["session"], "readwrite", (sessions) => {
    sessions.get("sentAt").onsuccess = ({ target }) => sessions.put(Math.max(target.result ?? 0, at), "sentAt");
  });
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
  if (response.status >= 500 && (page || (await fromShell(path)))) throw new Error("the server is in trouble");
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
  await putPage(path, session, { sealed, headers, etag, plan, keptAt: since.at, asOf, version: VERSION });
  if (before && before.plan !== plan) await mayBeOld(since.at - 1); // what else is kept is of the plan before
}

// Asked by an open page: what is right now? `plan`: of which plan a page would be; `asOf`: seconds since 1970 by the server's
// clock, `at`: when, by this phone's. `isSudden`: the network has just come or gone. An answer that comes late is told of.
async function check(path, isSudden) {
  if (!(await hasLeft())) return { isOffline: true, isGone: true };
  const page = await keptPage(path);
  if (page && !isSudden && ageOf(page) >= 0 && ageOf(page) < JUST_NOW && page.keptAt > page.sentAt) return known(page);
  const asked = askNow(path, page);
  const answer = await within(SILENCE, asked);
  if (!answer) asked.then(() => tellPages({ look: path }), () => {});
  return answer ?? withoutServer(page);
}

async function askNow(path, page) {
  const since = { era, at: Date.now() };
  const response = await askFor(page || { path }).catch(() => null);
  if (!response || response.status >= 500) return withoutServer(page);
  const plan = response.status === 304 ? page.plan : response.headers.get("Companion-Plan");
  const answer = { plan, asOf: clockOf(response), at: Date.now() };
  if (response.status === 304) await stillRight(page, response, since);
  else if (response.redirected && !response.headers.get("Companion-Session")) await closeSession("closed");
  else await heed(path, response, page, since, (copy) => copy);
  return { ...answer, isGone: await isClosed() };
}

const known = ({ plan, asOf, keptAt }) => ({ plan, asOf, at: keptAt });
const withoutServer = async (page) => ({ isOffline: true, ...(page ? known(page) : { isGone: await isClosed() }) });

// Whether somebody left or was sent away. That nothing is kept is no sign of it: the phone may have no room.
async function isClosed() {
  const [page, ...signs] = await Promise.all(["pages", "leaving", "gone"].map((id) => read("session", id)));
  return Boolean(page?.locked || signs.some(Boolean));
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

async function tellPages(message) {
  for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage(message);
}
