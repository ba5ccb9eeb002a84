// What the service worker knows of a page.
const { serviceWorker } = navigator;

// Once a service worker answers for this page; at once where there can be none.
export async function controlled() {
  if (!serviceWorker || serviceWorker.controller) return;
  const taken = new Promise((done) => serviceWorker.addEventListener("controllerchange", done, { once: true }));
  const { active } = await serviceWorker.ready;
  if (!serviceWorker.controller) active.postMessage({ claim: true }); // it was made ready while this page was on its way
  await taken;
}

// Whether the server was reached, and when it last was: `asOf` in seconds by its own clock, `at` by this phone's.
export function check(path = location.pathname) {
  const { port1, port2 } = new MessageChannel();
  serviceWorker.controller.postMessage({ check: path }, [port2]);
  return new Promise((told) => (port1.onmessage = ({ data }) => told(data)));
}
