// One question asked of all treatments that run: the most careful answer counts.
import { answerFor, each, first } from "./answer.js";

const NEVER = Infinity;

// The answer, or null where there is no treatment to ask; `now` in seconds.
export function canI({ courses, lookups }, question, now) {
  const running = courses.filter(({ ends_at: ends }) => now < ends);
  const asked = running.length ? running : courses.slice(0, 1);
  if (!asked.length) return null;
  const answers = asked.map((course) => answerFor(course, lookups[course.lookup], question, now));
  const { precedence } = lookups[asked[0].lookup];
  const { answer } = first(answers, (given) => precedence.indexOf(given.answer));
  const deciding = answers.filter((given) => given.answer === answer);
  const lead = first(deciding, ({ from, order }) => (answer === "help" ? order : -(from ?? 0)));
  if (answer === "help" || answer === "unknown") return lead;
  const skipped = answer === "not_yet" ? 1 : 0;
  const listed = answers.filter(({ rules }) => rules);
  return {
    ...lead,
    says: each([lead.says, ...deciding.map(({ says }) => says.slice(skipped))]),
    rules: each(listed.map(({ rules }) => rules)),
    meant: each(listed.map(({ meant }) => meant)),
    standing: latest(listed.flatMap(({ standing }) => standing)),
    evidence: each(deciding.map(({ evidence }) => evidence)),
  };
}

// Each rule once, with its latest end.
function latest(windows) {
  const chosen = new Map();
  for (const window of windows) {
    const [, ends, rule] = window;
    const known = chosen.get(rule);
    if (!known || (ends ?? NEVER) > (known[1] ?? NEVER)) chosen.set(rule, window);
  }
  return [...chosen.values()];
}
