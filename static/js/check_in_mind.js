// What this phone has in mind for a check-in: what is being typed, and its own entries that a kept page cannot know of.
import { canKeep, waiting } from "./outbox.js";
import { draft, keepDraft } from "./outbox_draft.js";

const MANY = 30;
const SLACK = 120; // seconds between two clocks
let mind = { typed: {}, before: [] };

// What was typed about that treatment, or for that correction, and not saved; undefined for nothing.
export async function recall(of) {
  if (canKeep()) mind = (await draft().catch(() => null)) ?? mind;
  return mind.typed[of];
}

export const keepTyped = (of, typed) => remember({ typed: { ...mind.typed, [of]: typed } });

// An entry was saved: it is the one before the next, and nothing is being typed any more. `agreed`: with a yes to photos.
export function keepInMind(of, { id, treatment_id, noted_at, kind, scores = {}, supersedes }, agreed) {
  const before = [...mind.before, { id, treatment_id, noted_at: Date.parse(noted_at) / 1000, kind, scores, supersedes_id: supersedes }].slice(-MANY);
  const agreedAt = agreed ? Date.now() / 1000 : mind.agreedAt;
  return remember({ typed: { ...mind.typed, [of]: undefined }, before, agreedAt });
}

// Whether somebody said yes to photos here, not taken back since, and the page is too old to know.
export const hasAgreed = (asOf, withdrawn) => mind.agreedAt > Math.max(asOf - SLACK, withdrawn ? Date.parse(withdrawn) / 1000 : 0);

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

function remember(change) {
  mind = { ...mind, ...change };
  return canKeep() && keepDraft(mind).catch(() => {});
}
