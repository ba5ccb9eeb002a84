// The check-in: answers at once, keeps what is typed, and saves on this phone first. Without any of that the form goes as it is.
import { hideStripNear, show } from "./check_in_answer.js";
import { offerCamera } from "./check_in_camera.js";
import { before, entryToChange } from "./check_in_change.js";
import "./check_in_clock.js";
import { entryOf, fill, isEmpty, read, sayChosen, untickable } from "./check_in_form.js";
import { earlierOf, hasAgreed, isOften, keepInMind, keepTyped, recall } from "./check_in_mind.js";
import { allAdded, beginPhotos, chosenPhotos, fillInputs, forgetPhotos } from "./check_in_photos.js";
import { showReceipt } from "./check_in_receipt.js";
import { check } from "./kept.js";
import { canKeep, keep, waiting } from "./outbox.js";
import { lookUp } from "./triage.js";

const main = document.getElementById("main");
const find = (name) => main.querySelector(`[data-${name}]`);
const form = find("form"), fine = find("fine");
const facts = JSON.parse(main.querySelector("script[data-check-in]").textContent);
const table = facts.triage;
let of = facts.supersedes_id ?? facts.treatment_id;
let earlier = facts.earlier, told, saved, unsent;

const hold = untickable(form, changed);

function changed() {
  const typed = read(form), yes = Boolean(form.elements.consent?.checked);
  keepTyped(of, isEmpty(typed) && !yes ? undefined : { ...typed, yes });
  tell();
}

function tell() {
  const typed = read(form);
  const isAnswered = !isEmpty(typed) || chosenPhotos().length > 0;
  told = judge(typed);
  show(main, table, told, typed, isAnswered);
  sayChosen(form);
  fine.querySelector("button").disabled = isAnswered && !facts.supersedes_id;
  for (const wrong of ["nothing", "full"]) find(wrong).hidden = true;
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
  saved = { ...entryOf(isFine ? { rule: "", course: "" } : typed, facts, new Date()), ...(isFine && { kind: "fine" }) };
  told = judge(typed);
  const agreed = photos.length ? form.elements.consent?.value : "";
  const kept = await keep(saved, photos, agreed, told.urgency).catch(() => null);
  if (kept) await done(typed, kept.noRoom, agreed);
  else if (navigator.onLine) await submit(sent);
  else sayFull();
}

// Neither kept nor sent: the words stay in the form, and what they mean beside them.
function sayFull() {
  saved = undefined;
  find("full").hidden = false;
}

// Past this phone, straight to the server.
async function submit(sent) {
  await fillInputs();
  sent.submit();
}

async function done(typed, noRoom, agreed) {
  await keepInMind(of, saved, agreed ? facts.as_of : undefined);
  if (form.elements.consent?.checked === false) await forgetPhotos(); // without a yes none is kept
  show(main, table, told, typed, true);
  find("often").hidden = !isOften(facts.often, saved, earlier) || !["none", "follow_up"].includes(told.urgency);
  for (const part of [find("top"), form, find("send"), find("strip")]) part.hidden = true;
  for (const part of [find("saved"), find("after")]) part.hidden = false;
  find("photo-lost").hidden = !noRoom.length;
  scrollTo(0, 0);
  find("answer").focus({ preventScroll: true });
  follow();
}

async function follow() {
  const mine = saved && (await waiting()).find(({ id }) => id === saved.id);
  if (!saved || find("received").hidden === false) return;
  showReceipt(find, mine);
  if (!mine) check().catch(() => {}); // the kept page learns of it
}

async function begin() {
  unsent = await entryToChange(facts);
  if (unsent) change();
  const { yes: hadAgreed, ...typed } = (await recall(of)) ?? { scores: {}, flags: [], places: [] };
  const isOurs = !isEmpty(typed) && (facts.supersedes_id || isEmpty(read(form)));
  if (isOurs) {
    fill(form, typed);
    for (const radio of form.querySelectorAll("[type=radio]:checked")) hold(radio);
  }
  const yes = form.elements.consent;
  if (yes && (await hasAgreed(facts.as_of))) yes.closest("label").remove();
  else if (yes && hadAgreed) yes.checked = true;
  await beginPhotos(form, of, changed);
  find("drafted").hidden = !isOurs && !chosenPhotos().length;
  earlier = unsent ? before(unsent, await earlierOf(facts)) : facts.supersedes_id ? facts.earlier : await earlierOf(facts);
  find("since").hidden = !earlier.length;
  tell();
  if (isSaidOnNow() && !fine.querySelector("button").disabled) fine.requestSubmit();
}

// The page becomes the one about an entry that was not sent yet.
function change() {
  of = unsent.id;
  for (const part of main.querySelectorAll("[data-new]")) part.hidden = true;
  if (!facts.supersedes_id) find("changes").hidden = false;
  Object.assign(facts, { supersedes_id: unsent.id, noted_at: unsent.noted_at });
  fill(form, unsent);
}

// "All fine" was tapped there. Something that was begun stays in front.
function isSaidOnNow() {
  const said = sessionStorage.getItem("fine");
  sessionStorage.removeItem("fine");
  return said;
}

form.addEventListener("input", changed);
find("empty").addEventListener("click", async () => {
  form.reset();
  if (unsent) fill(form, unsent);
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
