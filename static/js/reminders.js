// The page of reminders: what is true of this phone, switching on and off, and a test that is watched until it stands here.
import { isInstalled, platform } from "./install.js";
import { moment, readWords } from "./moments.js";
import { ask, canPush, renewed, subscription, switchOff, switchOn } from "./push.js";
import { sendFrom } from "./reminders_live.js";
import { read } from "./store.js";

const KEY = "reminders"; // "no" after "Not now": nothing that says who
const REFUSED = ["AbortError", "NotAllowedError"]; // by the browser at once, as in a private window: no network is to blame
const [STEP, TIMES] = [1000, 30];
const LONGEST = 4000; // milliseconds
const STEPS = ["accepted", "shown", "opened"];
const main = document.getElementById("main");
const part = (name) => main.querySelector(`[data-${name}]`);
const said = part("said");
let standing = main?.dataset.known;
let state; // of this phone, once it is known

const wordsOf = (name) => part("sayings").content.querySelector(`[data-name=${name}]`)?.textContent ?? "";
const say = (name) => (said.textContent = name ? wordsOf(name) : "");

function show(found) {
  state = found;
  for (const one of main.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== state;
  const isDeclined = localStorage.getItem(KEY) === "no";
  part("ask").hidden = isDeclined;
  part("declined").hidden = !isDeclined;
  sayWhetherItComes();
}

function sayWhetherItComes() {
  if (state && part("to-none")) part("to-none").hidden = state === "on";
}

// `on` only where this browser has a subscription that it told the server, and that the server can reach.
async function stateHere() {
  if (platform === "iphone" && !isInstalled) return "install";
  if (!canPush()) return "none";
  if (Notification.permission === "denied") return "blocked";
  if (Notification.permission !== "granted") return "off";
  const answer = await renewed;
  if ((standing === "gone" && answer !== "told") || (standing === "none" && answer === "refused")) return "off";
  const [known, found] = await Promise.all([read("session", "push"), subscription()]).catch(() => []);
  return known && found?.endpoint === known.endpoint ? "on" : "off";
}

// Nobody waits longer: a tap on the button finds out more. What is true counts when it comes, however late.
async function showHere() {
  const found = stateHere();
  const first = await Promise.race([found, new Promise((done) => setTimeout(done, LONGEST, "off"))]);
  show(first);
  if ((await found) !== first) show(await found);
}

// The browser asks only after this tap.
async function turnOn() {
  say("asking");
  const answer = await Notification.requestPermission();
  if (answer !== "granted") say(answer === "default" && "unanswered");
  else await attempt("switching", () => switchOn().then(() => (standing = "on")), "on");
  localStorage.removeItem(KEY);
  await showHere();
}

async function attempt(before, work, after) {
  say(before);
  try {
    await work();
    say(after);
  } catch (error) {
    say(["slow", "often"].includes(error.message) ? error.message : REFUSED.includes(error.name) ? "refused" : "failed");
  }
}

const turnOff = () => attempt("", switchOff, "off").then(showHere);

function decline() {
  localStorage.setItem(KEY, "no");
  say("");
  show("off");
  main.querySelector("[data-declined] button").focus();
}

// A second apart, until it stands here or half a minute is over; then what to do.
async function test() {
  say("waiting");
  const list = part("test");
  list.hidden = false;
  mark(list, {});
  let told = {};
  await attempt("waiting", async () => {
    const { id } = await ask("POST", "subscription/tests");
    for (let turn = 0; turn < TIMES && !told.opened && !(told.end && told.end !== "sent"); turn += 1) {
      await new Promise((done) => setTimeout(done, STEP));
      told = await ask("GET", `subscription/tests/${id}`);
      mark(list, told);
      if (told.shown && said.textContent !== wordsOf("works")) await sayItWorks();
    }
  }, "");
  if (said.textContent === "") say(outcome(told));
}

// What stands above says so too, in the server's words.
async function sayItWorks() {
  say("works");
  const page = await fetch("/reminders").then((response) => response.text()).catch(() => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-standing]");
  if (fresh) part("standing").replaceWith(fresh);
  spell();
}

function outcome({ accepted, shown, end }) {
  if (shown) return "works";
  if (accepted) return "unshown";
  return end === "unreachable" ? "unreachable" : "unsent";
}

function mark(list, told) {
  for (const step of STEPS) list.querySelector(`[data-step=${step}]`).classList.toggle("done", Boolean(told[step]));
}

// The steps of this browser; another one may need others.
function family() {
  const { userAgent } = navigator;
  if (platform !== "computer") return platform;
  if (userAgent.includes("Firefox")) return "firefox";
  return userAgent.includes("Safari") && !userAgent.includes("Chrome") ? "safari" : "computer";
}

const DEEDS = { on: turnOn, off: turnOff, test, "not-now": decline };

async function act({ target }) {
  const button = target.closest("[data-do]");
  if (!button || button.disabled) return;
  button.disabled = true;
  await Promise.resolve(DEEDS[button.dataset.do]()).finally(() => (button.disabled = false));
  if (document.activeElement === document.body) keepPlace(button);
}

// Whoever came by keyboard goes on where they were: at that button, or at what took its place.
function keepPlace(button) {
  const seen = [button, ...main.querySelectorAll("[data-when] [data-do]")].find((one) => !one.closest("[hidden]"));
  seen?.focus();
}

function begin() {
  for (const one of main.querySelectorAll("[data-needs-script]")) one.hidden = false;
  main.querySelector(`[data-family=${family()}]`).hidden = false;
  main.addEventListener("click", act);
  document.addEventListener("visibilitychange", () => document.hidden || showHere()); // back from the phone's settings
  showHere();
}

function spell() {
  const now = new Date();
  for (const time of main.querySelectorAll("time[data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
}

readWords(main);
spell();
sendFrom(main, () => (spell(), sayWhetherItComes()));
setInterval(spell, 15000);
if ("canPush" in main.dataset && said) begin();
