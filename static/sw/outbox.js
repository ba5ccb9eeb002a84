// Sends what waits when the browser finds a network and no page of ours is open.
const outbox = new BroadcastChannel("outbox");
let sendingFrom = null;

addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendFromHere()));
outbox.onmessage = ({ data }) => data.wanted && sendingFrom?.abort(); // a page takes over

async function sendFromHere() {
  const session = await read("session", "pages");
  if (!session || session.locked) return;
  sendingFrom = new AbortController();
  const { signal } = sendingFrom;
  const put = (path, headers, body) => putFromHere(path, { method: "PUT", headers, body, signal });
  const outcome = await inTurn(() => sendAll(session.owner, put, () => outbox.postMessage({ detail: {} }), signal));
  if (outcome === "revoked") await closeSession("revoked");
  if (outcome === "later") throw new Error("the browser tries again");
}

async function putFromHere(path, wanted) {
  const response = await fetch(path, wanted);
  return { status: response.status, session: response.headers.get("Companion-Session"), said: await response.json().catch(() => null) };
}
