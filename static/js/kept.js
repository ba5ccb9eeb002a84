// What the service worker knows of a page.
const { serviceWorker } = navigator;

const AT_MOST = 2000; // milliseconds
const late = () => new Promise((done) => setTimeout(done, AT_MOST, false));

// Whether a service worker answers for this page, once there is one; undefined where there can be none.
export async function controlled() {
  if (!serviceWorker || serviceWorker.controller) return serviceWorker && true;
  const taken = new Promise((done) => serviceWorker.addEventListener("controllerchange", () => done(true), { once: true }));
  const { active } = await serviceWorker.ready;
  if (serviceWorker.controller) return true;
  active.postMessage({ claim: true }); // it was made ready while this page was on its way, and WebKit leaves such a page alone
  return Promise.race([taken, late()]);
}

// What is kept of a patient here goes, whatever the server says later.
export const wipe = () => serviceWorker?.controller && Promise.race([ask({ wipe: true }), late()]);

// The server said that this phone was cut off: what is kept here goes, and open pages are led away.
export const cutOff = () => serviceWorker?.controller && Promise.race([ask({ cutOff: true }), late()]);

// Whether the server was reached, and when it last was: `asOf` in seconds by its own clock, `at` by this phone's. `plan`: of
// which plan a page would be now. Empty where the phone's storage fails.
export const check = async (path = location.pathname, isSudden = false) => (await ask({ check: path, isSudden })) ?? {};

async function ask(message) {
  const { active } = await serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  (serviceWorker.controller ?? active).postMessage(message, [port2]);
  return new Promise((told) => (port1.onmessage = ({ data }) => told(data)));
}
