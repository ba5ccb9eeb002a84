// Which phrases stand in a question: longest first, exact before inexact, each word used once.
import { nearWords } from "./near.js";
import { plain } from "./normal.js";
import { phraseBook } from "./phrases.js";

const HELP_REACH = 6;
const MAY_STAY_UNEXPLAINED = 1; // with more, a typing error is a guess
const range = (start, end) => Array.from({ length: Math.max(0, end - start) }, (_, n) => start + n);
const match = (phrase, places, edits = 0, loose = 0) => ({ phrase, places, edits, loose });
const placesOf = (found) => new Set(found.flatMap(({ places }) => places));

// The phrases in the order in which they stand there, and how the question reads; no word belongs to two.
export function matches(lookup, question) {
  const book = phraseBook(lookup);
  const read = plain(question, lookup.reading);
  const exact = choose([...wordForWord(book, read), ...byCore(book, read), ...anyOrder(book, read)], new Set());
  const used = placesOf(exact);
  let inexact = choose(inexactOnes(lookup, book, read, used), used);
  const explained = placesOf([...exact, ...inexact]);
  const unexplained = range(0, read.words.length).filter((place) => !explained.has(place) && !read.small.has(place));
  if (unexplained.length > MAY_STAY_UNEXPLAINED) inexact = inexact.filter(({ phrase }) => phrase.isHelp || phrase.topic.exact);
  const found = sorted([...exact, ...inexact], ({ places, phrase }) => [places[0], phrase.text]);
  return { read, found: [...found, ...stopping(lookup, book, read)] };
}

// "skip my heart tablets": a word of stopping beside any medicine.
function stopping(lookup, book, read) {
  if (!read.stopping || !read.medicine) return [];
  return book.phrases.filter(({ number }) => number === lookup.stop_topic).slice(0, 1).map((phrase) => match(phrase, []));
}

// The longest first; among equals the closest, help, what must be asked, word for word, the earliest.
const rank = ({ places, edits, phrase, loose }) => [-places.length, edits, !phrase.isHelp, !phrase.topic.exact, loose, places[0]];

function sorted(list, key) {
  const keyed = list.map((item) => [key(item), item]);
  keyed.sort(([a], [b]) => {
    const place = a.findIndex((value, n) => value !== b[n]);
    return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
  });
  return keyed.map(([, item]) => item);
}

// The best. Of several that are equally near the same words every one: nobody knows which was meant.
function choose(candidates, used) {
  const chosen = new Map();
  const taken = new Set(used);
  for (const found of sorted(candidates, rank)) {
    const same = chosen.get(found.places.join());
    if (!found.places.some((place) => taken.has(place))) {
      chosen.set(found.places.join(), [found]);
      for (const place of found.places) taken.add(place);
    } else if (found.edits && same?.some(({ edits }) => edits === found.edits)) same.push(found);
  }
  return [...chosen.values()].flat();
}

function* wordForWord(book, { words, core, kept }) {
  for (const start of range(0, words.length))
    for (const end of range(start + 1, Math.min(words.length, start + book.longest) + 1))
      for (const phrase of book.byWords.get(words.slice(start, end).join(" ")) ?? []) yield match(phrase, range(start, end));
  for (const phrase of book.alone.get(core.join(" ")) ?? []) yield match(phrase, kept);
}

// Phrases that fit without articles and fillers; a core of one word only when it is the whole question.
function* byCore(book, { core, kept }) {
  for (const start of range(0, core.length))
    for (const end of range(start + 1, Math.min(core.length, start + book.longest) + 1)) {
      if (end - start === 1 && core.length > 1) continue;
      const words = core.slice(start, end).join(" ");
      for (const phrase of [...(book.byCore.get(words) ?? []), ...(book.byWords.get(words) ?? [])])
        yield match(phrase, kept.slice(start, end), 0, 1);
    }
}

// `help` phrases in any order with small words between, inside a few words.
function* anyOrder(book, read, near = null) {
  for (const phrase of book.anyOrder)
    for (const start of range(0, read.words.length)) {
      const { places, edits } = spread(phrase, read, range(start, Math.min(read.words.length, start + HELP_REACH)), near);
      if (places[0] !== start) continue;
      const between = range(start, places.at(-1)).filter((place) => !places.includes(place));
      if (!between.every((place) => read.between.has(read.words[place]))) continue;
      yield match(phrase, places, edits, 2);
      break;
    }
}

// The places of all words of a phrase inside a window; none when one is missing.
function spread(phrase, read, window, near) {
  const free = new Set(window);
  const places = [];
  let edits = 0;
  for (const word of phrase.words) {
    let place = [...free].find((p) => read.words[p] === word);
    if (place === undefined && near) {
      place = [...free].find((p) => near[p].has(word));
      if (place !== undefined) edits += near[place].get(word);
    }
    if (place === undefined) return { places: [], edits: 0 };
    free.delete(place);
    places.push(place);
  }
  return { places: places.sort((a, b) => a - b), edits };
}

function inexactOnes(lookup, book, read, used) {
  const near = nearWords(book, lookup.not_typos, read.words, used);
  if (near.every((words) => words.size === 0)) return [];
  const found = [...anyOrder(book, read, near)].filter(({ edits }) => edits);
  for (const start of range(0, read.words.length))
    for (const word of new Set([read.words[start], ...near[start].keys()]))
      for (const phrase of book.byFirst.get(word) ?? []) {
        const edits = editsOf(phrase, read, start, near);
        if (edits) found.push(match(phrase, range(start, start + phrase.words.length), edits));
      }
  return found;
}

// How many edits make the words at `start` the phrase; 0 where they do not fit.
function editsOf(phrase, { words }, start, near) {
  let total = 0;
  for (const [n, word] of phrase.words.entries()) {
    if (words[start + n] === word) continue;
    if (!near[start + n]?.has(word)) return 0;
    total += near[start + n].get(word);
  }
  return total;
}
