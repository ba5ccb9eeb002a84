// What ends leaves gently: a likeness of it fades and folds where it stood, and the list closes the gap. What is new fades in.
const TIME = { duration: 300, easing: "ease-in-out" };
const LONGEST = 2000; // a finger that was lifted outside the window is not heard of
const OURS = ["id", "data-window", "data-list", "data-hero", "data-more"];
const folds = new Set();
const stop = () => folds.forEach((fold) => (fold.pause(), setTimeout(() => fold.play(), LONGEST)));

// Nothing slips away from under a finger that has come down meanwhile.
addEventListener("pointerdown", stop, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => folds.forEach((fold) => fold.play()), true);

export function gently(part, change) {
  const parts = [...part.querySelectorAll("[data-list], [data-window], [data-hero]")];
  const before = new Map(parts.filter((each) => each.checkVisibility()).map((each) => [each, each.getBoundingClientRect()]));
  change();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const each of parts) {
    const stood = before.get(each);
    if (stood && each.hidden && "hero" in each.dataset === false && isInView(stood)) leave(each, stood.height);
    if (!stood && each.checkVisibility()) come(each);
  }
}

const isInView = ({ top, bottom }) => bottom > 0 && top < innerHeight;

function leave(each, height) {
  if (!each.parentElement.checkVisibility()) return; // the whole list leaves
  const likeness = each.cloneNode(true);
  for (const copy of [likeness, ...likeness.querySelectorAll("*")]) OURS.forEach((name) => copy.removeAttribute(name));
  likeness.classList.add("leaving");
  Object.assign(likeness, { hidden: false, inert: true });
  each.before(likeness);
  const whole = { blockSize: `${height}px`, opacity: 1, overflow: "clip" };
  const fold = likeness.animate([whole, { blockSize: 0, marginBlock: 0, opacity: 0, overflow: "clip" }], TIME);
  folds.add(fold);
  fold.onfinish = () => folds.delete(fold) && likeness.remove();
}

// A countdown keeps its block, and only what it says fades in.
function come(each) {
  for (const words of "hero" in each.dataset ? each.children : [each]) words.animate([{ opacity: 0 }, { opacity: 1 }], TIME);
}
