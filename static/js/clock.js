// Whether this phone's clock is right. Only an answer that has just come from the server can tell.
import { clockNote } from "./moments.js";

const TOO_MUCH = 120000;
let server = null; // the instant of the last fresh answer, by the server
let off = 0; // how far ahead of it this phone was then, in milliseconds

// The answer that brought this page; a page that was kept does not bring it.
export function fromThisPage() {
  const [page] = performance.getEntriesByType("navigation");
  const told = page?.serverTiming?.find(({ name }) => name === "clock");
  if (told) compare(told.duration, performance.now() - page.responseStart);
}

export function fromHeaders(headers) {
  const told = /clock;dur=(\d+)/.exec(headers.get("Server-Timing"));
  if (told) compare(Number(told[1]), 0);
}

// What the service worker heard of the server when it last reached it.
export function fromWorker({ asOf, at, isOffline }) {
  if (!asOf) return;
  compare(asOf, Date.now() - at);
  if (isOffline) off = 0; // it was long ago: this clock may have been set since
}

function compare(seconds, ago) {
  server = seconds * 1000;
  off = Date.now() - ago - server;
}

// Says when the page was last fresh, and whether the times on it can be trusted.
export function tell(main) {
  if (server) main.querySelector("[data-asof] time").dateTime = new Date(server).toISOString();
  const place = main.querySelector("[data-clock]");
  const words = Math.abs(off) < TOO_MUCH ? "" : clockNote(off);
  if (place.textContent === words) return;
  place.replaceChildren();
  if (words) place.append(Object.assign(document.createElement("p"), { className: "notice sun after", textContent: words }));
}
