// Invites to install the app, once and at the end of Now, where nothing moves: when somebody comes again, or stays a minute.
import { install, isInstalled, offer, platform } from "./install.js";

const KEY = "install"; // "seen" after the first visit, then "no" or "yes": nothing that says who
const STAYED = 60000;
let aside = null;

const answered = () => ["no", "yes"].includes(localStorage.getItem(KEY));
const canInstall = () => platform === "iphone" || offer.event;

async function invite() {
  if (aside || answered() || isInstalled || !canInstall()) return;
  aside = document.createElement("aside"); // held at once, so that two calls show it once
  const page = await (await fetch("/install")).text();
  const words = new DOMParser().parseFromString(page, "text/html").querySelector("[data-invite]");
  aside = document.importNode(words.content.firstElementChild, true);
  const yes = aside.querySelector("[data-yes]");
  if (offer.event) yes.textContent = yes.dataset.yes;
  yes.addEventListener("click", accept);
  aside.querySelector("[data-no]").addEventListener("click", () => close("no"));
  document.querySelector("main").after(aside); // behind all that stands, and out of what a refresh replaces
}

async function accept(event) {
  if (!offer.event) return; // the link leads to the steps
  event.preventDefault();
  close((await install()) ? "yes" : "no");
}

function close(answer) {
  localStorage.setItem(KEY, answer);
  aside?.remove();
}

function begin() {
  invite();
  document.addEventListener("installable", invite);
}

addEventListener("appinstalled", () => close("yes"));
if (localStorage.getItem(KEY)) begin();
else setTimeout(begin, STAYED);
if (!answered()) localStorage.setItem(KEY, "seen");
