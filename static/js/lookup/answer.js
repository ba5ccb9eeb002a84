// The answer for one treatment: which stretch of each topic holds, and the one that counts. It knows no rule.
import { matches } from "./matching.js";

export const each = (lists) => [...new Set(lists.flat())];
export const first = (list, key) => list.reduce((best, item) => (key(item) < key(best) ? item : best));

// `now` in seconds; the answer as the server gives it, with moments as <time> that is still to be put in words.
export function answerFor(course, lookup, question, now) {
  const { read, found } = matches(lookup, question);
  if (!found.length) return { answer: "unknown", says: [lookup.unknown] };
  const doubts = doubtsOf(read, found);
  const findings = found.map((match) => withDoubts(findingOf(course, match.phrase, now), match, doubts));
  const order = ({ answer }) => lookup.precedence.indexOf(answer);
  const { answer } = first(findings, order);
  const deciding = findings.filter((finding) => finding.answer === answer);
  if (answer === "help") return helpOf(first(deciding, ({ topic }) => topic.help[0]).topic.help);
  const from = Math.max(...deciding.map(({ until }) => until ?? 0)) || null;
  return {
    answer,
    says: each([openings(lookup, answer, deciding, from), deciding.map(noteOf).filter(Boolean)]),
    rules: each(findings.map(({ rules }) => rules)),
    from,
    meant: found.filter(({ edits, phrase }) => edits && !phrase.isHelp).map(({ phrase }) => phrase.text),
    standing: each(findings.map(({ standing }) => standing)).map((number) => course.windows[number]),
    evidence: each([deciding.map(({ topic }) => topic.evidence)]),
  };
}

function helpOf([order, flag, urgency, anchor, says]) {
  return { answer: "help", says, order, flag, urgency, anchor };
}

function findingOf(course, { topic, number }, now) {
  const [rules, stretches] = course.plans[course.plan_of[number]];
  // A clock that is slow gets the first stretch.
  const [, answer, until, yes, standing] = stretches.findLast(([from]) => from <= now) ?? stretches[0];
  return { topic, answer, until, yes, standing, rules };
}

// Words that no phrase explains and that forbid a plain answer.
function doubtsOf(read, found) {
  const used = new Set(found.flatMap(({ places }) => places));
  const unused = (places) => [...places].some((place) => !used.has(place));
  return { stopping: read.stopping, cannot: unused(read.cannot), unclear: unused(read.doubts) };
}

function withDoubts(finding, { edits }, { stopping, cannot, unclear }) {
  const { answer, topic } = finding;
  const isGuess = topic.exact && (edits > 0 || stopping);
  const isDoubted = (cannot && answer !== "help") || (unclear && ["yes", "yes_if"].includes(answer));
  return isGuess || isDoubted ? { ...finding, answer: "ask", until: null } : finding;
}

function openings(lookup, answer, deciding, from) {
  if (answer === "not_yet") return [lookup.not_yet.replace("{moment}", () => momentOf(from))];
  if (answer === "ask") return [lookup.ask];
  return deciding.map(({ topic, yes }) => (answer === "yes_if" ? topic.condition : yes)).filter(Boolean);
}

// Notes of topics that wait for rules speak of the wait, so they go with it.
const noteOf = ({ topic, answer }) => (answer !== "yes" || topic.note_on_yes ? topic.note : null);

// An instant for the page to put in words, on this phone's clock.
export const momentOf = (seconds) =>
  `<time datetime="${new Date(seconds * 1000).toISOString().replace(".000", "")}" data-moment></time>`;
