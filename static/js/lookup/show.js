// An answer in the same markup as the server's: its parts came with gaps, this fills them.
import { momentOf } from "./answer.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

export function answerHtml({ parts, lookups }, answered, question) {
  if (!question) return parts.blank;
  const { answer, urgency, says, from, meant = [], standing = [], evidence = [], anchor = "" } = answered;
  const [skipped, look] = parts.looks[urgency ?? answer];
  const said = says.slice(skipped).map((text) => `<p class="said">${text}</p>`).join("");
  const rows = standing.map((window) => lineOf(parts, lookups, window)).join("");
  return fill(look, {
    question: escaped(question),
    meant: meant.length ? fill(parts.meant, { words: escaped(meant.join("”, “")) }) : "",
    moment: from ? momentOf(from) : "",
    says: said,
    lines: rows && fill(parts.lines, { rows }),
    proof: evidence.length === 1 ? parts.proofs[evidence[0]][answer === "not_yet" ? 1 : 0] : "",
    anchor,
  });
}

function lineOf(parts, lookups, [, ends, rule]) {
  const [name, picture] = lookups.map(({ rules }) => rules[rule]).find(Boolean);
  return fill(parts.line, { name, picture, until: ends ? fill(parts.until, { moment: momentOf(ends) }) : "" });
}
