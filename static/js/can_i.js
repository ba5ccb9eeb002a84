// "Can I ... yet?": answered on the phone once course.json is here, else by the server. The question is kept nowhere.
import { check, controlled } from "./kept.js";
import { withHtmx } from "./htmx.js";
import { moment, readWords, until } from "./moments.js";

const FEW = 4;
const PATIENCE = 4000; // milliseconds that a first visit waits for the service worker
const SHORT = 1500;
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const find = (selector) => document.querySelector(selector);
const isAsking = (form) => form?.matches?.("[data-ask]");
let fetched, known, usual;

// course.json and the modules that read it; null while they are not here.
function fetchLookup() {
  fetched ??= Promise.all([import("./lookup/together.js"), import("./lookup/show.js"), import("./lookup/suggest.js"), fetchCourse()])
    .then(([{ canI }, { answerHtml }, { suggestions }, course]) => {
      known = { canI, answerHtml, suggestions, course };
      document.documentElement.dataset.answers = "here";
    })
    .catch(() => {
      fetched = null; // the server is asked instead, and this is tried again later
      return withHtmx().catch(() => {}); // no server either
    });
  return fetched;
}

async function fetchCourse() {
  const { ask } = find("form[data-ask]").dataset;
  const isKept = await Promise.race([controlled(), later(PATIENCE)]); // as it comes
  if (isKept !== false && navigator.serviceWorker?.controller) await Promise.race([check(ask), later(SHORT)]); // is it the plan of now?
  const answer = await fetch(ask);
  if (isKept === false) check(ask);
  if (!answer.ok || answer.redirected) throw new Error("no course");
  const course = await answer.json();
  if (!course.courses.length) throw new Error("no course");
  return course;
}

function answerHere(question) {
  const answered = known.canI(known.course, question, Math.floor(Date.now() / 1000));
  find("#answer").innerHTML = known.answerHtml(known.course, answered, question);
  find("[data-failed]").hidden = true;
  shown();
}

function shown() {
  const question = find("#asked")?.textContent;
  for (const chip of document.querySelectorAll(".chip[name=question]")) {
    if (chip.value === question) chip.setAttribute("aria-pressed", "true");
    else chip.removeAttribute("aria-pressed");
  }
  sayTimes();
  find("#answer").scrollIntoView({ block: "nearest" });
}

function sayTimes() {
  const now = new Date();
  for (const time of document.querySelectorAll("#answer [data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
  for (const left of document.querySelectorAll("#answer [data-in]")) {
    const ms = new Date(left.parentElement.querySelector("time").dateTime) - now;
    left.textContent = ms > 0 ? until(ms) : "";
  }
}

// A tap before anything is here that could answer: whoever comes first does.
async function askLater({ target: form, submitter }) {
  await Promise.any([fetchLookup(), withHtmx()]).catch(() => {});
  if (known || window.htmx) form.requestSubmit(submitter);
  else find("[data-failed]").hidden = false;
}

// The words often asked make place for words that begin as typed.
function suggest({ target }) {
  if (target.id !== "question" || !known) return;
  const chips = find(".chips[data-ask]");
  usual ??= [...chips.children];
  const words = known.suggestions(known.course, target.value, FEW);
  chips.replaceChildren(...(words.length ? words.map(chipOf) : usual));
}

function stopSuggesting() {
  if (usual) find(".chips[data-ask]").replaceChildren(...usual);
}

function chipOf(text) {
  const chip = usual[0].cloneNode();
  chip.removeAttribute("aria-pressed");
  chip.value = text;
  chip.textContent = text[0].toUpperCase() + text.slice(1);
  return chip;
}

readWords(document);
document.addEventListener("input", suggest);
document.addEventListener("focusin", ({ target }) => target.id === "question" && fetchLookup());
document.addEventListener("submit", (event) => {
  if (!isAsking(event.target) || (!known && window.htmx)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!known) return askLater(event);
  const chip = event.submitter?.name ? event.submitter : null;
  if (!chip) stopSuggesting();
  answerHere((chip ?? find("#question")).value.trim());
}, true);
const failed = (did) => ({ target }) => isAsking(target) && (find("[data-failed]").hidden = !did);
document.addEventListener("htmx:before:request", failed(false));
document.addEventListener("htmx:error", failed(true));
document.addEventListener("htmx:response:error", failed(true));
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (isAsking(target)) return shown();
  if (target.id !== "main") return;
  delete document.documentElement.dataset.answers;
  fetched = known = usual = null; // the plan may be another one now
  fetchLookup();
});
setInterval(sayTimes, 30000);
if (window.requestIdleCallback) requestIdleCallback(fetchLookup, { timeout: 4000 });
else setTimeout(fetchLookup, 1500);
