// What this phone has in mind for a check-in: what is being typed, and its own entries that a kept page cannot know of.
import { agrees, canKeep, waiting } from "./outbox.js";
import { changeDraft, draft } from "./outbox_draft.js";

const MANY = 30;
const SLACK = 120; // seconds between two clocks
const NOTHING = { typed: {}, before: [] };
let mind = NOTHING;

// Each tab types for itself, also after a reload.
const tab = () => (sessionStorage.tab ??= crypto.randomUUID());

// What was typed about that treatment, or for that correction, and not saved: here, else in the tab that typed last, whose
// words are taken over. Undefined for nothing.
export async function recall(of) {
  if (canKeep()) mind = (await draft().catch(() => null)) ?? mind;
  const typed = mind.typed[of] ?? {};
  const last = Object.keys(typed).at(-1);
  if (!typed[tab()] && last) await remember((now) => withTyped(now, of, now.typed[of]?.[last], last));
  return mind.typed[of]?.[tab()];
}

export const keepTyped = (of, typed) => remember((now) => withTyped(now, of, typed));

// The one written last comes last; undefined is not kept.
function withTyped(now, of, typed, instead) {
  const { [tab()]: mine, [instead]: taken, ...others } = now.typed[of] ?? {};
  const all = { ...others, [tab()]: typed };
  return { ...now, typed: { ...now.typed, [of]: all } };
}

// An entry was saved: it is the one before the next, and nothing is being typed any more. `agreedOn`: with a yes to
// photos, by a page as of then.
export function keepInMind(of, { id, treatment_id, noted_at, kind, scores = {}, supersedes }, agreedOn) {
  const entry = { id, treatment_id, noted_at: Date.parse(noted_at) / 1000, kind, scores, supersedes_id: supersedes };
  return remember((now) => ({
    ...withTyped(now, of, undefined),
    before: [...now.before, entry].slice(-MANY),
    agreedOn: agreedOn ?? now.agreedOn,
  }));
}

// Whether somebody said yes to photos here and the page, as of then, cannot know it: no clock but the server's counts.
export const hasAgreed = async (asOf) => mind.agreedOn >= asOf || (await agrees().catch(() => false));

// The entries before, the oldest first: those of the page, those that wait, and those that it is too old to know. What
// was put right is not among them.
export async function earlierOf({ treatment_id, earlier, as_of }) {
  const unsent = (await waiting().catch(() => [])).map((entry) => ({ ...entry, noted_at: Date.parse(entry.noted_at) / 1000 }));
  const newer = mind.before.filter(({ noted_at }) => noted_at > as_of - SLACK);
  const mine = [...newer, ...unsent].filter((entry) => entry.treatment_id === treatment_id);
  const all = new Map([...earlier, ...mine].map((entry) => [entry.id, { scores: {}, ...entry }]));
  for (const { supersedes_id } of mine) all.delete(supersedes_id);
  return [...all.values()].sort((one, other) => one.noted_at - other.noted_at);
}

// Whether this is one worry more than the protocol takes for few; `earlier` has those before.
export function isOften(often, saved, earlier) {
  if (!often || saved.kind === "fine") return false;
  const since = Date.parse(saved.noted_at) / 1000 - often.within;
  const worries = earlier.filter(({ kind, noted_at }) => kind !== "fine" && noted_at > since);
  return worries.length + 1 > often.more_than;
}

function remember(change) {
  mind = change(mind);
  return canKeep() && changeDraft((kept) => change(kept ?? NOTHING)).catch(() => {});
}
