// What is ticked and typed in a check-in, as plain values and back.
const TEXTS = ["course", "note", "question", "rule"];

export function read(form) {
  const typed = new FormData(form);
  const scores = {};
  for (const { dataset } of form.querySelectorAll("[data-score]")) if (typed.get(dataset.score)) scores[dataset.score] = Number(typed.get(dataset.score));
  const places = typed.getAll("zone").map((zone) => ({ zone, size: typed.get(`size-${zone}`) || null }));
  const texts = Object.fromEntries(TEXTS.map((name) => [name, (typed.get(name) ?? "").trim()]));
  return { scores, flags: typed.getAll("flag"), places, ...texts };
}

export const isEmpty = ({ scores, flags, places, ...texts }) => !Object.keys(scores).length && !flags.length && !places.length && !Object.values(texts).some(Boolean);

// What was left out is empty.
export function fill(form, { scores = {}, flags = [], places = [], ...texts }) {
  const tick = (name, value) => {
    const field = form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
    if (field) field.checked = true;
  };
  for (const ticked of form.querySelectorAll("input:checked")) ticked.checked = false;
  for (const [score, value] of Object.entries(scores)) tick(score, String(value));
  for (const flag of flags) tick("flag", flag);
  for (const { zone, size } of places) {
    tick("zone", zone);
    if (size) form.elements[`size-${zone}`].value = size;
  }
  for (const name of ["course", "rule"]) if (texts[name]) tick(name, texts[name]);
  for (const name of ["note", "question"]) form.elements[name].value = texts[name] ?? "";
  for (const fold of form.querySelectorAll("details:has(input:checked)")) fold.open = true;
}

// As the outbox takes it: what was not answered is left out.
export function entryOf(typed, { treatment_id, noted_at, supersedes_id }, now) {
  const { rule, course, ...rest } = typed;
  const at = noted_at ? new Date(noted_at) : now;
  const entry = { id: crypto.randomUUID(), treatment_id, noted_at: at.toISOString(), kind: rule ? "slip" : "check_in", ...rest };
  return { ...entry, ...(rule && { rule }), ...(course && { course }), ...(supersedes_id && { supersedes: supersedes_id }) };
}

// A tick that is tapped again goes: every question can be left out.
export function untickable(form, changed) {
  const ticked = new Map([...form.querySelectorAll("[type=radio]:checked")].map((radio) => [radio.name, radio]));
  form.addEventListener("click", ({ target }) => {
    if (target.type !== "radio") return;
    const isAgain = ticked.get(target.name) === target;
    ticked.set(target.name, isAgain ? null : target);
    if (!isAgain) return;
    target.checked = false;
    changed();
  });
  form.addEventListener("reset", () => ticked.clear());
  return (radio) => ticked.set(radio.name, radio);
}

// A folded question says on its line what was answered in it.
export function sayChosen(form) {
  for (const fold of form.querySelectorAll("details:has([data-chosen])")) {
    const chosen = [...fold.querySelectorAll("input:checked")].map((tick) => tick.closest("label")).map((label) => label.querySelector("b") ?? label);
    fold.querySelector("[data-chosen]").textContent = chosen.map((words) => words.textContent.trim()).join(", ");
  }
}
