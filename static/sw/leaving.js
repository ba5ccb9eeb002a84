// Signing out, being signed out, and forms that could not be sent.
const SIGN_OUT = "/sign-out";
const UNSENT = "/unsent";

async function signOut(request) {
  await sendAway(() => destroy(true));
  return (await hasLeft(request)) ? Response.redirect("/signed-out", 303) : Response.redirect("/signed-out#waiting", 303);
}

// Whether the server knows that this phone has signed out, or nobody did; it is told as soon as there is a network.
async function hasLeft(request = new Request(SIGN_OUT, { method: "POST", redirect: "manual" })) {
  if (!(await read("session", "leaving"))) return true;
  const response = await fetch(request).catch(() => null);
  const isDone = response?.type === "opaqueredirect";
  if (isDone) await destroy(false); // nothing came back in the meantime
  return isDone;
}

// The server's word: `revoked` destroys what was kept, anything else locks it until somebody signs in.
async function closeSession(why) {
  await sendAway(why === "revoked" ? () => destroy(false) : lock);
}

async function sendAway(close) {
  await close();
  await tell(null, { gone: true });
}

// A form: afterwards what was kept may be old. Without a network it comes back, with all that was typed.
async function submitted(request) {
  const copy = request.clone();
  if (!(await hasLeft())) return unsent(copy);
  await write("session", "sentAt", Date.now());
  const response = await fetch(request).catch(() => null);
  if (response) await write("session", "sentAt", Date.now()); // what was asked for meanwhile may be old too
  return response ?? unsent(copy);
}

async function unsent(request) {
  const page = await (await fromShell(UNSENT)).text();
  const fields = [...(await request.formData())].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const html = page.replace(`action="${UNSENT}"`, () => `action="${escaped(pathOf(request))}"`).replace("<!-- typed -->", () => fields.join(""));
  return new Response(html, { headers: (await fromShell(UNSENT)).headers });
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);
