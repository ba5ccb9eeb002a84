// Now as a patient sees it, at the desk: it runs like the page on the phone, whose parts it is made of.
import { Course } from "./course.js";
import { ago, moment, readWords } from "./moments.js";

const preview = document.querySelector("[data-preview]");
const course = new Course(preview.querySelector("[data-part]"));
let shown, minute;

function tick() {
  const now = Date.now();
  const frame = course.changedBy(now);
  const isNew = frame !== shown;
  if (isNew) {
    course.show(frame);
    course.dress(course.heroEnds);
  }
  if (isNew || minute !== Math.floor(now / 60000)) eachMinute(new Date(now));
  course.eachSecond(now);
  shown = frame;
  minute = Math.floor(now / 60000);
}

function eachMinute(now) {
  for (const time of preview.querySelectorAll("[data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
  for (const since of preview.querySelectorAll("[data-since]")) since.textContent = ago(now - new Date(since.dataset.since));
  for (const days of preview.querySelectorAll("[data-from], [data-until]")) days.hidden = !holds(days.dataset, now);
  course.eachMinute(now);
}

const holds = ({ from, until }, now) => !(new Date(from) > now) && !(new Date(until) <= now);

readWords(preview);
tick();
setInterval(tick, 1000);
