// What every phone may keep: style, script, pictures, and public pages as nobody in particular sees them.
const NOT_KEPT = ["content-encoding", "content-length", "server-timing", "vary"]; // true of the answer, not of a copy
const CACHE = `shell ${VERSION}`;
const isShell = (name) => name.startsWith("shell ");
const suffix = (path) => path.replace(/^\/static\/[^/]+/, "");

// All of this version, or none: a file that is not what this version was made with ends the installation.
async function fillShell() {
  const older = await Promise.all((await caches.keys()).filter(isShell).map((name) => caches.open(name)));
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(SHELL).map(async ([path, hash]) => cache.put(path, (await kept(older, path, hash)) ?? (await fetched(path, hash)))));
}

async function kept(older, path, hash) {
  for (const cache of older)
    for (const request of await cache.keys()) {
      if (suffix(new URL(request.url).pathname) !== suffix(path)) continue;
      const response = await cache.match(request);
      if (response.headers.get("Content-Hash") === hash) return response;
    }
}

async function fetched(path, hash) {
  const response = await fetch(path, { credentials: "omit", redirect: "error", cache: path.startsWith("/static/") ? "default" : "no-store" });
  const body = await response.arrayBuffer();
  if (!response.ok || (await hashOf(body)) !== hash) throw new Error(`${path} is of another version`);
  const headers = new Headers(response.headers);
  for (const name of NOT_KEPT) headers.delete(name);
  headers.set("Content-Hash", hash);
  return new Response(body, { headers });
}

const hashOf = async (body) => (await sha256(body)).slice(0, 6);

// A page that was loaded or kept with an older version still finds its own files.
async function dropOldShells() {
  const pages = await inStores(["pages"], "readonly", (store) => store.getAll());
  const used = new Set([CACHE, ...pages.map(({ version }) => `shell ${version}`)]);
  const old = (await caches.keys()).filter((name) => isShell(name) && name !== CACHE);
  await Promise.all(old.slice(0, -1).filter((name) => !used.has(name)).map((name) => caches.delete(name)));
}

const fromShell = async (path) => (await caches.match(path, { cacheName: CACHE })) ?? caches.match(path);
