// The check-in: answers at once, keeps what is typed, and saves on this phone first. Without any of that the form goes as it is.
import { hideStripNear, show } from "./check_in_answer.js";
import { offerCamera } from "./check_in_camera.js";
import "./check_in_clock.js";
import { entryOf, fill, isEmpty, read, sayChosen, untickable } from "./check_in_form.js";
import { earlierOf, hasAgreed, keepInMind, keepTyped, recall } from "./check_in_mind.js";
import { allAdded, beginPhotos, chosenPhotos, fillInputs, forgetPhotos } from "./check_in_photos.js";
import { check } from "./kept.js";
import { canKeep, keep, waiting } from "./outbox.js";
import { lookUp } from "./triage.js";

const main = document.getElementById("main");
const find = (name) => main.querySelector(`[data-${name}]`);
const form = find("form"), fine = find("fine");
const facts = JSON.parse(main.querySelector("script[data-check-in]").textContent);
const table = facts.triage;
let of = facts.supersedes_id ?? facts.treatment_id;
let earlier = facts.earlier, told, saved;

const hold = untickable(form, changed);

function changed() {
  keepTyped(of, read(form));
  tell();
}

function tell() {
  const typed = read(form);
  const isAnswered = !isEmpty(typed) || chosenPhotos().length > 0;
  told = judge(typed);
  show(main, table, told, typed, isAnswered);
  sayChosen(form);
  fine.querySelector("button").disabled = isAnswered && !facts.supersedes_id;
  find("nothing").hidden = true;
}

function judge({ scores, flags }) {
  const at = (facts.noted_at ? Date.parse(facts.noted_at) : Date.now()) / 1000;
  const before = Object.assign({}, ...earlier.map((entry) => entry.scores));
  return lookUp(table, { age: at - facts.treated_at, scores, before, flags });
}

async function save(event) {
  const isFine = event.target === fine;
  const typed = isFine ? { scores: {}, flags: [] } : read(form);
  event.preventDefault();
  if (!isFine) await allAdded();
  const photos = isFine ? [] : chosenPhotos();
  if (!isFine && isEmpty(typed) && !photos.length) find("nothing").hidden = false;
  else if (!canKeep()) await submit(event.target);
  else if (!saved) await keepHere(event.target, isFine, typed, photos);
}

async function keepHere(sent, isFine, typed, photos) {
  saved = isFine ? { ...entryOf({ rule: "", course: "" }, facts, new Date()), kind: "fine" } : entryOf(typed, facts, new Date());
  told = judge(typed);
  const agreed = photos.length ? form.elements.consent?.value : "";
  await keep(saved, photos, agreed).then(({ noRoom = [] } = {}) => done(typed, noRoom, agreed), () => submit(sent));
}

// Past this phone, straight to the server.
async function submit(sent) {
  await fillInputs();
  sent.submit();
}

async function done(typed, noRoom, agreed) {
  await keepInMind(of, saved, agreed);
  show(main, table, told, typed, true);
  find("often").hidden = !isOften() || !["none", "follow_up"].includes(told.urgency);
  for (const part of [find("top"), form, find("send"), find("strip")]) part.hidden = true;
  for (const part of [find("saved"), find("after")]) part.hidden = false;
  find("photo-lost").hidden = !noRoom.length;
  scrollTo(0, 0);
  find("answer").focus({ preventScroll: true });
  follow();
}

function isOften() {
  if (!facts.often || saved.kind === "fine") return false;
  const since = Date.parse(saved.noted_at) / 1000 - facts.often.within;
  const worries = earlier.filter(({ kind, noted_at }) => kind !== "fine" && noted_at > since);
  return worries.length + 1 > facts.often.more_than;
}

// Only the server's receipt says that it was received.
async function follow() {
  const mine = saved && (await waiting()).find(({ id }) => id === saved.id);
  if (!saved || find("received").hidden === false) return;
  const isReceived = !mine || mine.state === "received";
  find("unsent").hidden = isReceived || mine.state === "refused";
  find("received").hidden = !isReceived;
  find("refused").hidden = mine?.state !== "refused";
  find("refused").textContent = mine?.message ?? "";
  if (isReceived) check().catch(() => {}); // the kept page learns of it
}

async function begin() {
  const unsent = await entryToChange();
  const typed = await recall(of);
  const isOurs = typed && !isEmpty(typed) && (facts.supersedes_id || isEmpty(read(form)));
  if (isOurs) {
    fill(form, typed);
    for (const radio of form.querySelectorAll("[type=radio]:checked")) hold(radio);
  }
  await beginPhotos(form, of, changed);
  const yes = form.elements.consent;
  if (yes && hasAgreed(facts.as_of, yes.dataset.withdrawn)) yes.closest("label").remove();
  find("drafted").hidden = !isOurs && !chosenPhotos().length;
  earlier = unsent ? before(unsent, await earlierOf(facts)) : facts.supersedes_id ? facts.earlier : await earlierOf(facts);
  find("since").hidden = !earlier.length;
  tell();
  if (isSaidOnNow() && !fine.querySelector("button").disabled) fine.requestSubmit();
}

// One that was not sent yet, which the journal asks to change: this page becomes the one about it.
async function entryToChange() {
  const id = location.hash.slice(1);
  const unsent = /^[\da-f-]{36}$/.test(id) && (await waiting()).find((entry) => entry.id === id);
  if (!unsent) return /^[\da-f-]{36}$/.test(id) && location.replace(`/entries/${id}/correction`); // sent meanwhile
  Object.assign(facts, { supersedes_id: id, noted_at: unsent.noted_at });
  of = id;
  fill(form, unsent);
  for (const part of [fine, find("one-tap"), find("new")]) part.hidden = true;
  find("changes").hidden = false;
  return unsent;
}

const before = ({ id, noted_at }, entries) => entries.filter((entry) => entry.id !== id && entry.noted_at <= Date.parse(noted_at) / 1000);

// "All fine" was tapped there. Something that was begun stays in front.
function isSaidOnNow() {
  const said = sessionStorage.getItem("fine");
  sessionStorage.removeItem("fine");
  return said;
}

// The phone keeps one page for this path, whatever stands behind it.
const corrects = new URLSearchParams(location.search).get("of");
if (corrects && !facts.supersedes_id) location.replace(`/entries/${encodeURIComponent(corrects)}/correction`);

form.addEventListener("input", changed);
find("empty").addEventListener("click", async () => {
  form.reset();
  await forgetPhotos();
  find("drafted").hidden = true;
  changed();
});
for (const each of [form, fine]) each.addEventListener("submit", save);
document.addEventListener("outbox", () => saved && follow());
main.dataset.live = "";
hideStripNear(main);
offerCamera(form, facts.treatment_id);
begin();
