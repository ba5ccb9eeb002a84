// On every page: the phone's zone for the server, the service worker and what it says, and the tap that hides everything.
import "./install.js";
import { check, controlled } from "./kept.js";

const root = document.documentElement;
const isKept = "kept" in root.dataset;
const { serviceWorker } = navigator; // there is none on plain http, but on this machine
const SENDS = ["/journal", "/check-in"]; // pages that show what waits by themselves
const say = async (name, answer) => (await import("./notices.js")).say(name, answer);

// From the zone the server takes the country of the emergency number.
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `zone=${zone}; path=/; max-age=34560000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

// The page does not stay behind the neutral one: going back does not lead to it.
function hide(event) {
  const link = event.target.closest?.("[data-hide]");
  if (!link) return;
  event.preventDefault();
  sessionStorage.setItem("hidden", "yes");
  location.replace(link.href);
}

// Whoever goes back from the neutral page finds it again.
function stayHidden() {
  const [page] = performance.getEntriesByType("navigation");
  if (page?.type !== "back_forward") return sessionStorage.removeItem("hidden");
  if (sessionStorage.getItem("hidden") && root.matches("[data-kept], [data-private]")) location.replace("/clock");
}

async function watchVersions() {
  const registration = await serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const offer = (worker) => say("version", () => takeOver(worker));
  if (registration.waiting && serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => worker.state === "installed" && serviceWorker.controller && offer(worker));
  });
}

// A page with something typed on it stays: it goes on with the new version.
function takeOver(worker) {
  serviceWorker.addEventListener("controllerchange", () => isTyped() || location.reload(), { once: true });
  worker.postMessage({ takeOver: true });
}

const isTyped = () => [...document.querySelectorAll("main :is(input, textarea, option)")].some(isChanged);

function isChanged({ type, value, defaultValue, checked, defaultChecked, selected, defaultSelected }) {
  if (type === "hidden") return false;
  return value !== (defaultValue ?? value) || checked !== defaultChecked || selected !== defaultSelected;
}

function heed({ data }) {
  if (data.gone && (isKept || "private" in root.dataset)) leave();
  if (data.look === location.pathname && isKept) askIfRight();
}

// The page is of another plan than the one that is right: it shows the other by itself, or is loaded again.
function showChanged() {
  const isLeftToUs = document.dispatchEvent(new Event("changed", { cancelable: true }));
  if (isLeftToUs) say("changed", () => location.reload());
}

const leave = () => location.replace(location.pathname === "/help" ? "/help" : "/");

async function askIfRight({ type } = {}) {
  await controlled();
  const told = await check(location.pathname, ["online", "offline"].includes(type));
  if (told.isGone) return leave(); // a page that the browser remembered, after signing out
  root.toggleAttribute("data-offline", Boolean(told.isOffline));
  if (told.isOffline && told.asOf) say("offline", told.asOf);
  if (told.waits && !SENDS.includes(location.pathname)) say("unsent", told.waits);
  document.dispatchEvent(new CustomEvent("checked", { detail: told }));
  if (told.plan && told.plan !== root.dataset.kept) showChanged();
}

tellZone();
stayHidden();
addEventListener("pageshow", ({ persisted }) => persisted && stayHidden());
document.addEventListener("click", hide);
if (serviceWorker) {
  serviceWorker.addEventListener("message", heed);
  addEventListener("load", watchVersions);
  addEventListener("online", () => location.pathname === "/signed-out" && location.replace("/signed-out"));
  if (isKept) {
    askIfRight();
    if (globalThis.Notification && Notification.permission !== "default") setTimeout(() => import("./push.js"), 3000); // nobody waits for it
    addEventListener("pageshow", ({ persisted }) => persisted && askIfRight());
    for (const change of ["online", "offline"]) addEventListener(change, askIfRight);
    document.addEventListener("visibilitychange", () => document.hidden || askIfRight());
  }
}
