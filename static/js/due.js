// By when an answer was promised, on this clock: "due in 3 h", "late since 40 min"; other instants as people say them.
import { moment, readWords, span } from "./moments.js";

const EVERY = 15000;
const fill = (pattern, words) => pattern.replace("{span}", words);

function tell() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-due]")) {
    const ahead = new Date(time.dateTime) - now;
    time.textContent = fill(ahead > 0 ? time.dataset.left : time.dataset.late, span(Math.abs(ahead)));
    time.closest(".promise")?.classList.toggle("late", ahead <= 0);
  }
  for (const time of document.querySelectorAll("time[data-at]")) time.textContent = moment(new Date(time.dateTime), new Date(now));
  for (const bar of document.querySelectorAll("progress[data-until]")) {
    const [from, until] = [new Date(bar.dataset.from), new Date(bar.dataset.until)];
    bar.value = Math.min(100, Math.max(0, ((now - from) / (until - from)) * 100));
  }
}

readWords(document);
tell();
setInterval(tell, EVERY);
for (const news of ["htmx:after:swap", "told"]) document.addEventListener(news, tell);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  tell();
  for (const part of document.querySelectorAll("[hx-trigger~='refresh']")) globalThis.htmx?.trigger(part, "refresh");
});
