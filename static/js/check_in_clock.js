// By this phone's clock: what to expect, what the plan asked so far, and times as people say them.
import { moment, readWords } from "./moments.js";

const main = document.getElementById("main");
const holds = ({ from, until }, now) => new Date(from) <= now && (!until || now < new Date(until));

function tick() {
  const now = new Date();
  for (const days of main.querySelectorAll("[data-from]")) days.hidden = !holds(days.dataset, now);
  for (const rule of main.querySelectorAll("[data-starts]")) rule.hidden = new Date(rule.dataset.starts) > now;
  for (const slip of main.querySelectorAll("[data-slip][data-ends]")) {
    const isOver = new Date(slip.dataset.ends) <= now;
    slip.querySelector("[data-still]").hidden = isOver;
    slip.querySelector("[data-over]").hidden = !isOver;
  }
  for (const time of main.querySelectorAll("time[data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
}

readWords(main);
tick();
setInterval(tick, 15000);
document.addEventListener("visibilitychange", () => document.hidden || tick());
