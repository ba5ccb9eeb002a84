// Instants -> words on this phone's clock. The patterns come with the page, in its language.
let words = {};

export function readWords(root) {
  words = JSON.parse(root.querySelector("script[data-words]").textContent);
}

const two = (n) => String(n).padStart(2, "0");
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const dayOf = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

// "18:40 today", "09:10 tomorrow", "14:30 on Saturday 21 March"
export function moment(date, now) {
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const days = Math.round((dayOf(date) - dayOf(now)) / 86400000);
  if (days === 0) return fill(words.today, { time });
  if (days === 1) return fill(words.tomorrow, { time });
  return onDate(date);
}

// "14:30 on Saturday 21 March", whatever day it is: for paper
export function onDate(date) {
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const weekday = words.weekdays[(date.getDay() + 6) % 7];
  return fill(words.on_date, { time, weekday, day: date.getDate(), month: words.months[date.getMonth()] });
}

// "2 h 14 min", from a day on "41 h", from two days on "8 days"
export function span(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return words.soon;
  if (minutes < 60) return fill(words.minutes, { m: minutes });
  if (minutes < 2880) return fill(minutes % 60 && minutes < 1440 ? words.hours : words.full_hours, { h: Math.floor(minutes / 60), m: minutes % 60 });
  return fill(words.days, { n: Math.floor(minutes / 1440) });
}

// "2:14:09"
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// "14 days left" as a calendar counts them, "41 h left" in the last two
export function daysLeft(date, now) {
  if (date - now < 172800000) return left(date - now);
  return fill(words.left, { left: fill(words.days, { n: Math.round((dayOf(date) - dayOf(now)) / 86400000) }) });
}

export const heading = (mood) => words[mood];
export const left = (ms) => fill(words.left, { left: span(ms) });
export const until = (ms) => fill(words.in, { left: span(ms) });
export const ago = (ms) => fill(words.ago, { left: span(ms) });
export const zoneNote = (zone) => fill(words.zone, { zone: zone.replaceAll("_", " ") });

// "This phone's clock is 3 h ahead. ..."
export function clockNote(off) {
  const pattern = off > 0 ? words.ahead : words.behind;
  return `${fill(pattern, { off: span(Math.round(Math.abs(off) / 60000) * 60000) })} ${words.set}`;
}
