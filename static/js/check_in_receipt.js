// What became of a check-in that was saved. Only the server's receipt says that it was received, with all of its photos.
export function showReceipt(find, mine) {
  const parts = mine ? [mine, ...mine.photos] : [];
  const refused = parts.find(({ state }) => state === "refused");
  const isPaused = parts.some(({ state }) => state === "paused");
  const shown = !mine ? "received" : refused ? "refused" : isPaused ? "paused" : mine.state === "received" ? "words-there" : "unsent";
  for (const name of ["received", "refused", "paused", "words-there", "unsent"]) find(name).hidden = name !== shown;
  find("refused").textContent = refused?.message ?? find("refused").dataset.plain;
}
