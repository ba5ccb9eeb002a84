// Typed words -> plain words that can be compared; the same steps as on the server.
const LONGEST = 400;
const APOSTROPHES = /['’‘ʼ`´′]/g;
const sets = new WeakMap();

// The singular words, the places that remain without articles and fillers, and the places of telling words.
export function plain(text, reading) {
  const listed = setsOf(reading);
  const words = withoutStarts(split(text), reading.starts);
  const singles = words.map((word) => singular(word, listed.keep_s));
  const all = words.map((_, place) => place);
  const kept = all.filter((place) => !isFiller(words, place, listed));
  const withoutVerbs = kept.filter((place) => !listed.verbs.has(words[place]));
  const core = withoutVerbs.length ? withoutVerbs : kept;
  const places = (name) => new Set(all.filter((place) => listed[name].has(words[place]) || listed[name].has(singles[place])));
  return {
    words: singles,
    kept: core,
    core: core.map((place) => singles[place]),
    stopping: places("stopping").size > 0,
    medicine: places("medicines").size > 0,
    cannot: places("cannot"),
    doubts: places("doubts"),
    small: places("small"),
    between: listed.small_words,
  };
}

// One rule on both sides, so that it need not be right English, only the same.
function singular(word, keepS) {
  if ([...word].length < 4 || keepS.has(word)) return word;
  if (word.endsWith("ies")) return word.slice(0, -3) + "y";
  if (/(sses|xes|zes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !"sui".includes(word.at(-2)) ? word.slice(0, -1) : word;
}

function split(text) {
  const plainText = [...text.replace(APOSTROPHES, "").normalize("NFKC")].slice(0, LONGEST).join("");
  const letters = plainText.toLowerCase().replaceAll("&", " and ").replace(/[^\p{L}\p{N}]/gu, " ");
  return letters.split(" ").filter(Boolean);
}

function withoutStarts(words, starts) {
  const begins = (start) => words.length > start.length && start.every((word, place) => words[place] === word);
  const split = starts.map((start) => start.split(" "));
  for (let start; (start = split.find(begins)); ) words = words.slice(start.length);
  return words;
}

function isFiller(words, place, { fillers, last_only: lastOnly }) {
  if (words.length < 2) return false;
  return fillers.has(words[place]) || (place === words.length - 1 && lastOnly.has(words[place]));
}

function setsOf(reading) {
  if (!sets.has(reading)) {
    const listed = Object.fromEntries(Object.entries(reading).map(([name, words]) => [name, new Set(words)]));
    listed.small = new Set([...reading.small_words, ...reading.fillers, ...reading.verbs]);
    sets.set(reading, listed);
  }
  return sets.get(reading);
}
