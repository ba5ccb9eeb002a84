// One entry after the other without a mouse. No key does anything while somebody types, and none sends by itself.
const main = document.getElementById("main");
const form = main.querySelector("[data-answer]");
const ANSWERING = "input, textarea, select, [contenteditable], [data-move]";
const follow = (selector) => main.querySelector(selector)?.click();
const ahead = () => follow("[data-next], [data-then-next]");
const back = () => follow("[data-previous]");
const KEYS = { j: ahead, ArrowRight: ahead, k: back, ArrowLeft: back, t: () => follow("[data-today]"), 0: () => form?.querySelector("textarea").focus() };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest?.(ANSWERING)) return;
  const answer = /^[1-9]$/.test(event.key) ? form?.querySelector(`[data-key="${event.key}"]:enabled`) : null;
  if (!answer && !KEYS[event.key]) return;
  event.preventDefault();
  if (answer) pick(answer);
  else KEYS[event.key]();
}

// Picked, not sent: Enter sends it.
function pick(answer) {
  answer.focus();
  answer.scrollIntoView({ block: "nearest" });
}

// Escape leaves a field, so that the keys work again.
function leaveField({ key, target }) {
  if (key === "Escape" && target.matches?.("textarea, input")) target.blur();
}

// Words that were not sent: the browser asks before they are left, and whoever reads on how it stands now takes them along.
let isSent = false;
const hasWords = () => Boolean(form?.querySelector("textarea").value.trim());

function askBeforeLeaving(event) {
  if (!isSent && hasWords()) event.preventDefault();
}

function takeAlong(event) {
  if (event.ctrlKey || event.metaKey || !event.target.closest("a") || !hasWords()) return;
  event.preventDefault();
  const reread = Object.assign(document.createElement("input"), { type: "hidden", name: "reread", value: "yes" });
  form.append(reread);
  form.action = form.action.replace(/#.*/, "");
  isSent = true;
  form.submit();
  reread.remove();
}

// What was sent once is not sent twice; whoever comes back may send again.
function sendOnce({ submitter }) {
  isSent = true;
  setTimeout(() => {
    for (const button of form.querySelectorAll("[type=submit]:enabled")) (button.disabled = true), (button.dataset.waits = "");
  });
  submitter?.setAttribute("data-pressed", "");
}

main.querySelector("[data-keys]").hidden = false;
document.addEventListener("keydown", press);
document.addEventListener("keydown", leaveField);
form?.addEventListener("submit", sendOnce);
addEventListener("beforeunload", askBeforeLeaving);
addEventListener("pageshow", () => {
  isSent = false;
  for (const button of form?.querySelectorAll("[data-waits]") ?? []) button.disabled = false;
});

// Who looks at it too, and what became of it: asked again and again, 304 while that is the same. It never leads away from
// here: whoever is signed out meanwhile keeps what they typed, and sends it from the page that says so.
const EVERY = 15000;
const standing = main.querySelector("[data-standing]");
let tag = "";

async function ask() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const response = await fetch(standing.dataset.standing, { headers, redirect: "manual" }).catch(() => null);
  if (response?.type === "opaqueredirect") main.querySelector("[data-signed-out]").hidden = false;
  if (response?.status !== 200) return;
  tag = response.headers.get("ETag") ?? "";
  standing.innerHTML = await response.text();
  document.dispatchEvent(new Event("told"));
}

setInterval(() => document.hidden || ask(), EVERY);
standing.addEventListener("refresh", ask);
standing.addEventListener("click", takeAlong);
document.addEventListener("visibilitychange", () => document.hidden || ask());
