// How urgent answers are, looked up in the table that the page carries. It knows no rule.
// `age` in seconds since the treatment; `before`: the newest earlier value of each score.
export function lookUp(table, { age, scores = {}, before = {}, flags = [] }) {
  const rows = placesOf(table, age, scores, before, flags).map((place) => table.outcomes[place]);
  const found = rows.length ? rows : [table.outcomes[0]];
  const orderOf = ([urgency]) => table.urgencies[urgency][0];
  const first = Math.min(...found.map(orderOf));
  const deciding = found.filter((row) => orderOf(row) === first);
  const [urgency] = deciding[0];
  const speaks = deciding.map((row) => row[2]).find(Boolean);
  return {
    urgency,
    because: unique(deciding.flatMap((row) => row[1])),
    say: speaks ? table.words[speaks][2] : table.urgencies[urgency][1],
    asks: unique(found.flatMap((row) => row[3])).filter((flag) => !flags.includes(flag)),
  };
}

function placesOf({ bands, scores: cells, flags: alone, pairs }, age, scores, before, flags) {
  const band = bands.filter((start) => age > start).length;
  const ofScores = Object.entries(cells)
    .filter(([score]) => score in scores)
    .map(([score, [low, values]]) => values[band][score in before ? before[score] - low + 1 : 0][scores[score] - low]);
  const ofPairs = pairs.filter(([one, other]) => flags.includes(one) && flags.includes(other)).map(([, , place]) => place);
  return [...ofScores, ...flags.map((flag) => alone[flag]), ...ofPairs];
}

const unique = (names) => [...new Set(names)];
