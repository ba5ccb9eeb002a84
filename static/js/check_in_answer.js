// Shows what answers mean, at once: the panels stand on the page, the sentences come from its table.
export function show(main, table, told, typed, isAnswered) {
  for (const panel of main.querySelectorAll("[data-urgency]")) {
    panel.hidden = !isAnswered || panel.dataset.urgency !== told.urgency;
    if (!panel.hidden) fillIn(main, panel, table, told);
  }
  for (const slip of main.querySelectorAll("[data-slip]")) slip.hidden = slip.dataset.slip !== typed.rule;
  showStrip(main, isAnswered && told.urgency);
}

function fillIn(main, panel, { words, names }, { say, because, asks }) {
  put(panel.querySelector("[data-say]"), say);
  const place = panel.querySelector("[data-because]");
  if (place) {
    put(place, because.map((name) => names[name] ?? words[name][0]).join(", "));
    place.parentElement.hidden = !because.length;
  }
  const list = panel.querySelector("[data-ask]");
  list.parentElement.hidden = !asks.length;
  if (list.dataset.asked === asks.join()) return;
  list.dataset.asked = asks.join();
  list.replaceChildren(...asks.map((flag) => row(main, flag, words[flag])));
}

// Only what changed is written anew, as a screen reader reads it out.
function put(place, markup) {
  if (place.dataset.shown === markup) return;
  place.dataset.shown = markup;
  place.innerHTML = markup;
}

function row(main, flag, [title, ask]) {
  const line = main.querySelector("[data-ask-row]").content.cloneNode(true);
  line.querySelector("b").innerHTML = `${title}.`;
  line.querySelector("b + span").innerHTML = ask;
  line.querySelector("button").addEventListener("click", () => main.querySelector(`[name=flag][value="${flag}"]`).click());
  return line;
}

// What cannot wait stands in view, wherever somebody reads.
function showStrip(main, urgency) {
  const strip = main.querySelector("[data-strip]");
  strip.hidden = !["emergency_now", "same_day"].includes(urgency);
  if (!strip.hidden) strip.querySelector("[data-verdict]").textContent = main.querySelector(`[data-urgency=${urgency}] h2`).textContent.trim();
}

export function hideStripNear(main) {
  const strip = main.querySelector("[data-strip]");
  new IntersectionObserver(([{ isIntersecting }]) => strip.classList.toggle("there", isIntersecting)).observe(main.querySelector("[data-answer]"));
}
