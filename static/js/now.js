// Shows what holds by this phone's clock, lets the times run, and asks the server when somebody comes back.
import { fromHeaders, fromThisPage, fromWorker, tell } from "./clock.js";
import { Course } from "./course.js";
import { withHtmx } from "./htmx.js";
import { ago, daysLeft, heading, moment, readWords, zoneNote } from "./moments.js";
import { isHeld, keepingPlace } from "./place.js";

const REFRESH_AFTER = 60000;
let main, courses, shown, minute, fetched;

function start() {
  main = document.getElementById("main");
  courses = [...main.querySelectorAll("[data-part]:has([data-course])")].map((part) => new Course(part));
  readWords(main);
  shown = minute = null;
  fetched = Date.now();
  tellZone();
  tell(main);
  tick();
}

function tick() {
  const now = Date.now();
  const frame = courses.map((course) => course.changedBy(now));
  const thisMinute = Math.floor(now / 60000);
  const isNew = shown === null || (frame.join() !== shown && !isHeld());
  const move = () => {
    if (isNew) show(frame);
    if (isNew || thisMinute !== minute) eachMinute(new Date(now));
    for (const course of courses) course.eachSecond(now);
  };
  isNew && shown !== null ? keepingPlace(main, move) : move();
  if (isNew) shown = frame.join();
  minute = thisMinute;
}

function show(frame) {
  courses.forEach((course, place) => course.show(frame[place]));
  const soonest = Math.min(...courses.map((course) => course.heroEnds));
  for (const course of courses) course.dress(soonest);
  const mood = Number.isFinite(soonest) ? "busy" : courses.some((course) => !course.isOver) ? "quiet" : "ended";
  main.querySelector("h1").textContent = heading(mood);
}

function eachMinute(now) {
  for (const time of main.querySelectorAll("[data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
  for (const since of main.querySelectorAll("[data-since]")) since.textContent = ago(now - new Date(since.dataset.since));
  for (const ahead of main.querySelectorAll("[data-left]")) ahead.textContent = daysLeft(new Date(ahead.dataset.left), now);
  for (const days of main.querySelectorAll("[data-from], [data-until]")) days.hidden = !holds(days.dataset, now);
  for (const course of courses) course.eachMinute(now);
}

const holds = ({ from, until }, now) => !(new Date(from) > now) && !(new Date(until) <= now);

// The windows keep the zone of the treatment; the words follow the phone.
function tellZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const note of main.querySelectorAll("[data-zone]")) {
    if (here && note.dataset.zone !== here) note.textContent = zoneNote(here);
  }
}

async function refresh() {
  await withHtmx();
  main.dispatchEvent(new Event("refresh"));
}

fromThisPage();
start();
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  tick();
  if (!navigator.serviceWorker?.controller && Date.now() - fetched > REFRESH_AFTER) refresh();
});
document.addEventListener("changed", (event) => {
  event.preventDefault(); // this page can show it without being loaded again
  refresh();
});
document.addEventListener("checked", ({ detail }) => {
  fromWorker(detail);
  tell(main);
  if (minute) eachMinute(new Date());
});
document.addEventListener("htmx:after:request", ({ target, detail: { ctx: { response: { headers } } } }) => {
  fromHeaders(headers);
  if (target === main && headers.has("Companion-Plan")) document.documentElement.dataset.kept = headers.get("Companion-Plan");
});
// "All fine" is said at the check-in, whose page this phone keeps.
document.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[name=kind]")) return;
  event.preventDefault();
  sessionStorage.setItem("fine", "yes");
  location.assign("/check-in");
});
document.addEventListener("htmx:after:swap", ({ target }) => target.matches?.("[data-ask]") || start());
