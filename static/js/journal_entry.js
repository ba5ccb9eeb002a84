// An entry that waits on this phone, as the journal shows it; its words stand in the page.
import { pictureOf, remove, retry } from "./outbox.js";
import { keepAsNew, LOST } from "./outbox_refused.js";

const SMALL = 160; // pixels
const armed = new Set();
const pictures = new Map();
const dayOf = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

// `isChanged`: another one that waits stands in its place.
export async function entryShown(entry, told, moment, isChanged) {
  const article = document.querySelector("template[data-entry]").content.cloneNode(true).firstElementChild;
  const find = (selector) => article.querySelector(selector);
  const at = new Date(entry.noted_at ?? entry.order);
  find(".day").textContent = dayWords(find(".day").dataset, new Date(told.treated[entry.treatment_id]), at);
  find(".at").textContent = moment(at, new Date());
  find(".at").dateTime = at.toISOString();
  showTold(find, entry, told);
  find("[data-changed]").hidden = !isChanged;
  const blank = find("template");
  find("[data-item]").append(itemShown(blank, entry, entry.id));
  const change = find("[data-item] [data-change]");
  change.hidden = isChanged || entry.state === "refused" || !told.check_in[entry.treatment_id];
  change.href = `${told.check_in[entry.treatment_id]}#${entry.id}`;
  change.dataset.key = `change ${entry.id}`;
  find(".unsent").append(...(await Promise.all(entry.photos.map((photo) => photoShown(blank, photo, entry.id, told)))));
  blank.remove();
  return article;
}

// What was said in it, as in an entry that was received.
function showTold(find, entry, told) {
  find("[data-fine]").hidden = entry.kind !== "fine";
  find("[data-slip]").hidden = entry.kind !== "slip";
  if (told.rules[entry.rule]) find("[data-slip] b").textContent = told.rules[entry.rule];
  find(".facts").append(...factsOf(entry, told).map(([name, words]) => row(name, words)));
  find(".facts").hidden = !find(".facts").children.length;
  const sign = find("[data-sign]");
  sign.replaceWith(...(entry.flags ?? []).map((flag) => signShown(sign, told.flags[flag] ?? flag)));
  for (const name of ["note", "question"]) {
    find(`[data-${name}]`).hidden = !entry[name];
    find(`[data-${name}] [data-words]`).textContent = entry[name] ?? "";
  }
  find("[data-level]").hidden = !told.levels[entry.urgency];
  find("[data-level] [data-words]").textContent = told.levels[entry.urgency] ?? "";
}

function factsOf({ scores = {}, places = [], course }, { scores: scales, zones, words, courses }) {
  const facts = Object.entries(scores).filter(([score]) => scales[score]).map(([score, value]) => [scales[score][0], scales[score][1][value] ?? value]);
  if (places.length) facts.push([words.where, places.map(({ zone }) => zones[zone] ?? zone).join("; ")]);
  if (course) facts.push([words.course, courses[course]]);
  return facts;
}

function dayWords({ number, first, before }, treated, at) {
  if (at < treated) return before;
  const days = Math.round((dayOf(at) - dayOf(treated)) / 86400000);
  return days ? number.replace("{n}", days) : first;
}

function row(name, words) {
  const pair = document.createElement("div");
  pair.append(element("dt", name), element("dd", words));
  return pair;
}

function signShown(blank, title) {
  const sign = blank.cloneNode(true);
  sign.querySelector("[data-words]").textContent = title;
  return sign;
}

const element = (kind, textContent, className = "") => Object.assign(document.createElement(kind), { textContent, className });

async function photoShown(blank, photo, entry, told) {
  const row = document.createElement("li");
  const words = itemShown(blank, photo, entry, photo.id);
  words.prepend(element("b", told.expressions[photo.expression] ?? ""));
  row.append(await picture(photo), words);
  return row;
}

// How it is with one item: what was not received can be deleted, what was refused sent again or as an entry of its own.
function itemShown(blank, { id, state, share = 0, reason, message }, entry, photo) {
  const item = blank.content.cloneNode(true).firstElementChild;
  item.dataset.of = id;
  const words = item.querySelector("[data-state]");
  words.textContent = message ?? words.dataset[reason] ?? (photo && words.dataset[`photo${state[0].toUpperCase()}${state.slice(1)}`]) ?? words.dataset[state];
  item.querySelector(".state").className = state === "refused" ? "state bad" : state === "received" ? "state good" : "state warn";
  item.querySelector("progress").hidden = state !== "sending";
  item.querySelector("progress").value = share;
  item.querySelector(".row").hidden = state === "received" || state === "sending";
  const [again, anew, away] = item.querySelectorAll("button");
  const isLost = !photo && LOST.includes(reason);
  again.hidden = state !== "refused" || isLost;
  anew.hidden = state !== "refused" || !isLost;
  if (armed.has(id)) away.textContent = away.dataset.remove;
  again.addEventListener("click", () => retry(entry, photo));
  anew.addEventListener("click", () => keepAsNew(entry));
  away.addEventListener("click", () => askOrRemove(away, id, () => remove(entry, photo)));
  for (const button of [again, anew, away]) button.dataset.key = `${button.className} ${button.textContent} ${id}`;
  return item;
}

// The first tap asks.
function askOrRemove(button, id, go) {
  if (armed.delete(id)) return go();
  armed.add(id);
  button.textContent = button.dataset.remove;
}

// Drawn by the page: the content policy lets in no picture from elsewhere, and a drawing needs no address.
async function picture({ id, expression }) {
  if (!pictures.has(id)) pictures.set(id, await drawn(id).catch(() => null));
  const frame = element("span", "", "frame");
  const canvas = pictures.get(id);
  if (canvas) frame.append(canvas);
  else frame.append(document.querySelector(".icon.cloud").cloneNode(true));
  frame.dataset.expression = expression;
  return frame;
}

async function drawn(id) {
  const bitmap = await createImageBitmap(await pictureOf(id), { resizeWidth: SMALL, resizeQuality: "medium" });
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}
