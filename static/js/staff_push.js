// A device of somebody who works at a clinic is told what waits: turned on by a tap, and told to the server again when a page
// of the desk opens. `desk-push` in the store: for whom, {whose, key, endpoint}.
import { isInstalled, platform } from "./install.js";
import { subscribed, subscription } from "./push.js";
import { read, write } from "./store.js";

const part = document.querySelector("[data-told]");
const { keep, whose, key, keyId } = part.dataset;
const REFUSED = ["AbortError", "NotAllowedError"]; // by the browser at once, as in a private window
const said = part.querySelector("[data-said]");
const say = (name) => (said.textContent = part.querySelector("[data-sayings]").content.querySelector(`[data-name=${name}]`).textContent);

async function tell(found, id, more) {
  const { endpoint, keys } = found.toJSON();
  const { status } = await fetch(keep, { method: "POST", body: new URLSearchParams({ endpoint, ...keys, key_id: id, ...more }) });
  if (status < 300) await write("session", "desk-push", { whose, key: id, endpoint });
  return status;
}

async function turnOn() {
  const found = await subscribed({ public: key });
  let status = await tell(found, keyId);
  if (status === 410) {
    await found.unsubscribe(); // its push service knows it no more: another one is made
    status = await tell(await subscribed({ public: key }), keyId);
  }
  if (status >= 300) throw new Error("failed");
}

// What was taken away on another device is forgotten here.
async function renew() {
  const [known, found] = await Promise.all([read("session", "desk-push"), subscription()]);
  if (known?.whose !== whose || !found || Notification.permission !== "granted") return;
  if ((await tell(found, known.key, { renews: "yes" })) === 404) await write("session", "desk-push", null);
}

// The browser asks only after this tap.
async function ask({ currentTarget: button }) {
  button.disabled = true;
  say("asking");
  try {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") say("unanswered");
    else {
      say("switching");
      await turnOn();
      location.reload();
    }
  } catch (error) {
    say(error.message === "slow" ? "slow" : REFUSED.includes(error.name) ? "refused" : "failed");
  }
  button.disabled = false;
  show();
}

async function forget(event) {
  const form = event.target;
  event.preventDefault();
  await write("session", "desk-push", null).catch(() => {});
  form.submit();
}

function stateHere() {
  if (platform === "iphone" && !isInstalled) return "install";
  if (!navigator.serviceWorker || !globalThis.PushManager || !globalThis.Notification) return "none";
  if (Notification.permission === "denied") return "blocked";
  return part.querySelector("form[data-here]") ? "on" : "off";
}

function show() {
  const state = stateHere();
  for (const one of part.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== state;
}

part.querySelector("[data-turn-on]")?.addEventListener("click", ask);
part.querySelector("form[data-here]")?.addEventListener("submit", forget);
show();
if (globalThis.Notification && Notification.permission === "granted") renew().catch(() => {});
