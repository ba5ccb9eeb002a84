// Words that begin as the person types: they only suggest, nothing is looked up before a tap.
import { plain } from "./normal.js";
import { phraseBook } from "./phrases.js";

const SHORTEST = 2;

// A few phrases, one of a topic, the shortest first.
export function suggestions({ lookups }, typed, many) {
  const [lookup] = lookups;
  const begin = lookup ? plain(typed, lookup.reading).words.join(" ") : "";
  if (begin.length < SHORTEST) return [];
  const found = new Map();
  for (const phrase of phraseBook(lookup).phrases) {
    const known = found.get(phrase.number);
    if (phrase.words.join(" ").startsWith(begin) && !(known?.length <= phrase.text.length)) found.set(phrase.number, phrase.text);
  }
  return [...found.values()].sort((a, b) => a.length - b.length).slice(0, many);
}
