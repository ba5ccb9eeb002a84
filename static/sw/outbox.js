// Sends what waits from pages that do not send by themselves, and when a network comes while none is open.
const outbox = new BroadcastChannel("outbox");
let sendingFrom = null;

addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendFromHere(true)));
outbox.onmessage = ({ data }) => data.wanted && sendingFrom?.abort(); // a page takes over

async function sendFromHere(isSudden) {
  const [session, before] = [await read("session", "pages"), await waits()];
  if (!before || sendingFrom || (!isSudden && (await troubleLasts()))) return;
  sendingFrom = new AbortController();
  const { signal } = sendingFrom;
  const put = (path, headers, body) => putFromHere(path, { method: "PUT", headers, body, signal });
  const told = () => outbox.postMessage({ detail: {} });
  const outcome = await inTurn(() => sendAll(session.owner, put, told, signal)).finally(() => (sendingFrom = null));
  if (outcome === "revoked") return closeSession("revoked");
  const left = await waits();
  outbox.postMessage({ detail: {}, left });
  if (left < before) await check("/journal").then(() => tellPages({ look: "/journal" }));
  if (outcome === "later") throw new Error("the browser tries again");
}

// How many things of this patient wait to be sent.
async function waits() {
  const session = await read("session", "pages");
  return session && !session.locked ? countUnsent(session.owner) : 0;
}

async function putFromHere(path, wanted) {
  const response = await fetch(path, wanted);
  return { status: response.status, session: response.headers.get("Companion-Session"), said: await response.json().catch(() => null) };
}
