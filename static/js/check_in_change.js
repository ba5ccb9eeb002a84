// Which entry that was not sent yet this page is to change: the journal names it, or it changes what this very page is
// about. The phone keeps one page for a path, whatever stands behind it.
import { waiting } from "./outbox.js";

const NAMED = /^[\da-f-]{36}$/;

// The newest version of it, null for none: then the page stays as it is, or the one is opened that can change it.
export async function entryToChange({ supersedes_id, treatment_id }) {
  const named = [location.hash.slice(1), new URLSearchParams(location.search).get("of")];
  const asked = supersedes_id ?? named.find((name) => NAMED.test(name));
  const newest = asked && newestOf(await waiting().catch(() => []), asked);
  if (newest?.treatment_id === treatment_id) return newest;
  if (newest) location.replace(`/treatments/${newest.treatment_id}/check-in#${newest.id}`);
  else if (asked && !supersedes_id) location.replace(`/entries/${asked}/correction`); // sent meanwhile
  return null;
}

function newestOf(entries, id) {
  const next = entries.find(({ supersedes_id }) => supersedes_id === id);
  return next ? newestOf(entries, next.id) : entries.find((entry) => entry.id === id);
}

export const before = ({ id, noted_at }, entries) => entries.filter((entry) => entry.id !== id && entry.noted_at <= Date.parse(noted_at) / 1000);
