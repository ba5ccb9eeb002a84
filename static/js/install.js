// Installing the app: keeps the browser's offer until somebody wants it, and knows what kind of phone this is.
const { userAgent, maxTouchPoints } = navigator;
const isIPad = /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 0);
const isIPhone = /iPhone/.test(userAgent);
const WHERE_ADDED = ["/now", "/install"]; // the pages from which people are told to add it
const START_UP = 1000; // milliseconds after the page: nobody waits for these pictures

export const platform = isIPhone || isIPad ? "iphone" : /Android/.test(userAgent) ? "android" : "computer";
export const isInstalled = Boolean(navigator.standalone) || matchMedia("(display-mode: standalone)").matches;
export const offer = { event: null };

// Asks the browser to install; whether the person agreed.
export async function install() {
  const { event } = offer;
  offer.event = null;
  tellOffer();
  const { outcome } = await event.prompt();
  return outcome === "accepted";
}

const tellOffer = () => document.dispatchEvent(new Event("installable"));

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the browser would ask at once; we ask later, and once
  offer.event = event;
  tellOffer();
});

addEventListener("appinstalled", () => {
  offer.event = null;
  tellOffer();
});

if (isInstalled) import("./installed.js");
else if (document.querySelector("main.now")) import("./install_invite.js");
if (!isInstalled && platform === "iphone" && WHERE_ADDED.some((path) => location.pathname.startsWith(path))) {
  const draw = async () => (await import("./install_start_up.js")).addStartUpImages(isIPad);
  addEventListener("load", () => setTimeout(draw, START_UP));
}
