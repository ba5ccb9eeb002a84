// Shows a notice over the page, so that nothing moves. Its words come from the phone itself.
import { check } from "./kept.js";

const AGAIN = 10000; // milliseconds until what waits is tried once more
const shown = new Map();

export async function say(name, answer) {
  const page = await (await fetch("/notices")).text();
  const notice = new DOMParser().parseFromString(page, "text/html").querySelector(`[data-notice=${name}]`);
  const place = ["offline", "unsent"].includes(name) ? name : "page"; // one notice in a place
  shown.get(place)?.remove();
  shown.set(place, notice);
  if (name === "offline") return sayOffline(notice, answer);
  if (name === "unsent") return sayUnsent(notice, answer);
  notice.querySelector("[data-no]").onclick = () => notice.remove();
  notice.querySelector("[data-yes]").onclick = () => {
    notice.remove();
    answer();
  };
  document.body.append(notice);
}

// "No network. As of 14:02", until there is one
function sayOffline(notice, asOf) {
  const at = new Date(asOf * 1000);
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (at.toDateString() !== new Date().toDateString()) Object.assign(style, { day: "numeric", month: "long" });
  const time = notice.querySelector("time");
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleString(navigator.language, style);
  putOnTop(notice);
  document.addEventListener("checked", ({ detail }) => detail.isOffline || notice.remove());
}

// "Not sent yet: 2", until it is: the service worker sends whenever a page asks it something.
function sayUnsent(notice, many) {
  const count = notice.querySelector("b");
  count.textContent = many;
  putOnTop(notice);
  new BroadcastChannel("outbox").onmessage = ({ data: { left } }) => {
    if (left === 0) notice.remove();
    count.textContent = left ?? count.textContent;
  };
  setInterval(() => notice.isConnected && check(), AGAIN);
}

// One below the other in the top bar, which grows no taller.
function putOnTop(notice) {
  const bar = document.querySelector(".topbar");
  const place = bar?.querySelector(".notes") ?? Object.assign(document.createElement("div"), { className: "notes" });
  place.append(notice);
  bar?.append(place);
}
