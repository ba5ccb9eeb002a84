// Keeps what somebody looks at where it is while other lines come and go.
const LONGEST = 2000; // a finger that was lifted outside the window is not heard of
let heldSince = -Infinity;
let touched = null;

addEventListener("pointerdown", ({ target }) => ([heldSince, touched] = [performance.now(), target]), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (heldSince = -Infinity), true);

// While a finger is down nothing may slip away from under it.
export const isHeld = () => performance.now() - heldSince < LONGEST;

export function keepingPlace(main, change) {
  const places = [touched, document.activeElement, ...main.querySelectorAll("section, details, h2, h3, form, footer")];
  const seen = places.filter((place) => place !== document.body && isInView(place)).map((place) => [place, topOf(place)]);
  change();
  const kept = seen.find(([place]) => main.contains(place) && place.checkVisibility());
  if (kept) scrollBy({ top: topOf(kept[0]) - kept[1], behavior: "instant" });
}

const topOf = (place) => place.getBoundingClientRect().top;

function isInView(place) {
  const { top, height } = place?.getBoundingClientRect() ?? { height: 0 };
  return height > 0 && top >= 0 && top < innerHeight;
}
