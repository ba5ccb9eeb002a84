// Typing errors: which words of the phrases a typed word may have meant.
// For each place a map: a word that may be meant -> how many edits away (a swap counts as one).
export function nearWords(book, notTypos, words, used) {
  return words.map((word, place) => (used.has(place) || notTypos.includes(word) ? new Map() : near(word, book.vocabulary)));
}

function near(typed, vocabulary) {
  const found = new Map();
  const letters = [...typed];
  for (const { word, letters: meant, allowed } of vocabulary) {
    if (!allowed || Math.abs(meant.length - letters.length) > allowed) continue;
    const edits = distance(letters, meant);
    if (edits <= allowed) found.set(word, edits);
  }
  return found;
}

// Optimal string alignment: a letter more, less, another, or two swapped.
function distance(a, b) {
  let before = [];
  let last = b.map((_, j) => j).concat(b.length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
