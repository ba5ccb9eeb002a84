// Signing out, being signed out, and forms that could not be sent.
const SIGN_OUT = "/sign-out";
const WAITING = "/signed-out#waiting";
const UNSENT = "/unsent";
let telling = null; // one request at a time: a late answer must not end the session of somebody who came after

async function signOut(request) {
  await sendAway(() => destroy(true));
  return Response.redirect((await hasLeft(request, SILENCE)) ? "/signed-out" : WAITING, 303);
}

// Whether the server knows that this phone has signed out, or nobody did; it is told as soon as there is a network.
async function hasLeft(request = new Request(SIGN_OUT, { method: "POST", redirect: "manual" }), patience = PATIENCE) {
  if (!(await read("session", "leaving"))) return true;
  telling ??= tellServer(request).finally(() => (telling = null));
  return within(patience, telling, false);
}

async function tellServer(request) {
  const response = await fetch(request).catch(() => null);
  const isDone = response?.type === "opaqueredirect";
  if (isDone) await destroy(false); // nothing came back in the meantime
  return isDone;
}

const whileLeaving = ({ mode }) => (mode === "navigate" ? Response.redirect(WAITING, 303) : Response.error());

// The server's word: `revoked` destroys what was kept, anything else locks it until somebody signs in.
async function closeSession(why) {
  await sendAway(why === "revoked" ? () => destroy(false) : lock);
}

async function sendAway(close) {
  await close();
  await tellPages({ gone: true });
}

// A form: afterwards what was kept may be old. Without a network it comes back, with all that was typed.
async function submitted(request) {
  const copy = request.clone();
  if (!(await hasLeft())) return unsent(copy);
  await mayBeOld(Date.now());
  const response = await fetch(request).catch(() => null);
  if (response) await mayBeOld(Date.now()); // what was asked for meanwhile may be old too
  return response ?? unsent(copy);
}

async function unsent(request) {
  const page = await (await fromShell(UNSENT)).text();
  const typed = [...(await request.formData())].filter(([, value]) => typeof value === "string"); // a page cannot hold a file
  const fields = typed.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const html = page.replace(`action="${UNSENT}"`, () => `action="${escaped(pathOf(request))}"`).replace("<!-- typed -->", () => fields.join(""));
  return new Response(html, { headers: (await fromShell(UNSENT)).headers });
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);
