// The phrases of every topic, laid out so that a question finds them quickly.
const books = new WeakMap();

export function phraseBook(lookup) {
  if (!books.has(lookup)) books.set(lookup, bookOf(lookup));
  return books.get(lookup);
}

function bookOf({ topics }) {
  const read = (name) => topics.flatMap((topic, number) => (topic[name] ?? []).map((phrase) => phraseOf(phrase, topic, number)));
  const phrases = read("phrases");
  return {
    phrases,
    byWords: grouped(phrases, ({ words }) => words.join(" ")),
    byCore: grouped(phrases.filter(({ words, core }) => core.join(" ") !== words.join(" ")), ({ core }) => core.join(" ")),
    byFirst: grouped(phrases, ({ words }) => words[0]),
    alone: new Map(read("alone").map((phrase) => [phrase.core.join(" "), [phrase]])),
    anyOrder: phrases.filter(({ isHelp, words }) => isHelp && words.length > 1),
    vocabulary: [...new Set(phrases.flatMap(({ words }) => words))].sort().map(wordOf),
    longest: Math.max(...phrases.map(({ words }) => words.length)),
  };
}

function phraseOf(phrase, topic, number) {
  const [words, core, text] = Array.isArray(phrase) ? phrase : [phrase, phrase, phrase];
  return { text, words: words.split(" "), core: core.split(" "), topic, number, isHelp: Boolean(topic.help) };
}

// Its letters, and how many edits it forgives.
function wordOf(word) {
  const letters = [...word];
  return { word, letters, allowed: letters.length >= 9 ? 2 : letters.length >= 5 ? 1 : 0 };
}

function grouped(phrases, key) {
  const groups = new Map();
  for (const phrase of phrases) {
    const known = groups.get(key(phrase));
    if (known) known.push(phrase);
    else groups.set(key(phrase), [phrase]);
  }
  return groups;
}
