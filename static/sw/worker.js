// The service worker: pages open without a network, and nothing private lies about in the clear.
const AT_ONCE = ["/clock"];
const AHEAD = ["/check-in", "/journal"];
const DAY = 86400000; // milliseconds
const PULSE = 3000; // a worker that has not answered after so many milliseconds is broken

addEventListener("install", (event) => {
  const [files] = Object.keys(SHELL)[0].match(/^.static.[^/]+./); // straight from the cache, where a browser can
  event.addRoutes?.({ condition: { urlPattern: new URLPattern({ pathname: `${files}*` }) }, source: { cacheName: CACHE } });
  event.waitUntil(fillShell().then(replaceBroken));
});
addEventListener("activate", (event) => event.waitUntil(dropOldShells().then(() => clients.claim())));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isPage = request.mode === "navigate";
  if (origin !== location.origin) return;
  if (request.method !== "GET") {
    if (isPage && isOurs(request.referrer)) event.respondWith((pathname === SIGN_OUT ? signOut : submitted)(request).catch(() => fetch(request)));
    return;
  }
  if (isPage ? AT_ONCE.includes(pathname) : pathname in SHELL || pathname.startsWith("/static/")) {
    return event.respondWith(fileFor(event, pathname));
  }
  if (isPage || pathname === "/course.json") event.respondWith(pageFor(event).catch(() => anyway(request, pathname)));
});

// The phone's own storage failed: the network, else what every phone keeps.
async function anyway(request, pathname) {
  return (await fetch(request).catch(() => fromShell(pathname))) ?? fromShell("/offline");
}

async function fileFor(event, pathname) {
  const response = await fromShell(pathname).catch(() => null);
  if (!response && pathname in SHELL) event.waitUntil(fillShell().catch(() => {})); // the browser threw it away
  return response ?? fetch(event.request);
}

// A form of another site goes out as the browser sends it: passed on from here, some would call it ours.
const isOurs = (url) => URL.canParse(url) && new URL(url).origin === location.origin;

addEventListener("message", (event) => {
  const { data, ports: [port] } = event;
  if (data.takeOver) return skipWaiting();
  if (data.claim) return event.waitUntil(clients.claim());
  const answer = data.check ? lookAt(data.check, data.isSudden) : data.wipe ? destroy(true) : data.cutOff ? closeSession("revoked") : isWell();
  event.waitUntil(answer.catch(() => null).then((told) => port.postMessage(told)));
  if (data.check) event.waitUntil(answer.then((told) => sendFromHere().then(() => keepAhead(told)).then(() => tellReceipts())).catch(() => {}));
});

async function lookAt(path, isSudden) {
  return { ...(await check(path, isSudden)), waits: await waits() };
}

// The check-in opens without a network, too, and the journal with what waits: fetched before anybody asks for them.
async function keepAhead({ isOffline, isGone }) {
  for (const path of isOffline || isGone ? [] : AHEAD) {
    const page = await keptPage(path);
    if (!(page?.keptAt > Math.max(page?.sentAt, Date.now() - DAY))) await check(path);
  }
}

// Whether a page could be shown.
async function isWell() {
  await openDatabase();
  return Boolean(await fromShell("/offline"));
}

// A worker waits until its pages are closed or the person says so; a broken one before it is not waited for.
async function replaceBroken() {
  const before = registration.active;
  if (!before) return;
  const pulse = new MessageChannel();
  const answered = new Promise((done) => (pulse.port1.onmessage = ({ data }) => done(data)));
  before.postMessage({ areYouWell: true }, [pulse.port2]);
  if (!(await within(PULSE, answered))) await skipWaiting();
}
