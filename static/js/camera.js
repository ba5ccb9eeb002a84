// The guided camera: it helps with one photo and never stops anybody from using it.
import { dialog, draw, find, isPressed, modeNow, only, say, show, toggle } from "./camera_dialog.js";
import { watch } from "./camera_hints.js";
import { hintsOf } from "./camera_light.js";
import { cameras, grab, isMirrored, isRunning, start, stop, turn } from "./camera_stream.js";

const QUALITY = 0.9; // of the JPEG: fine lines stay
const SELF_TIMER = 3; // seconds: enough to make the face that is asked for
const DOUBTS = ["dark", "bright", "uneven", "blurred"];
const TROUBLES = ["NotAllowedError", "NotFoundError", "NotReadableError"];

const [video, still, ghost] = ["video", "still", "ghost"].map(find);
let asked = null; // { expression, baseline, choose, answer }
let unwatch = () => {};
let turns = 0; // a self-timer that runs ends with any other change
let hints;

// One photo of that expression: {blob, hints, isLast}, `isLast` where they closed it meanwhile; {to} where somebody went on to
// another expression, "" for the next; null where they closed it. `baseline()`: a Blob to line up with, or null. `choose()`:
// opens the phone's own photos. The dialog stays open for the next one until `closeCamera()`.
export function takePhoto(expression, { baseline = () => null, choose = () => {} } = {}) {
  return new Promise((answer) => {
    asked = { expression, baseline, choose, answer };
    find("step").value = dialog.dataset.expression = expression;
    only("of", expression);
    if (!dialog.open) dialog.showModal();
    look();
    showGhost(asked);
  });
}

export const closeCamera = () => dialog.close();

function change(mode, focused) {
  unwatch();
  turns += 1;
  show(mode, focused);
}

async function look(begin = start) {
  if (begin === turn || !isRunning()) {
    change("starting");
    if (document.hidden) return;
    const isThere = await begin(video, () => trouble("NotReadableError")).catch(({ name }) => trouble(name));
    if (!isThere) return;
  }
  ready();
}

async function ready() {
  dialog.toggleAttribute("data-mirrored", isMirrored());
  change("live", "shutter");
  say("");
  unwatch = watch(video, say);
  find("turn").hidden = (await cameras()).length < 2;
}

function trouble(name) {
  if (!dialog.open) return false;
  stop(video);
  change("trouble", "choose");
  only("trouble", TROUBLES.includes(name) ? name : "");
  return false;
}

async function showGhost(mine) {
  dialog.toggleAttribute("data-lined", false);
  const blob = await mine.baseline();
  const picture = blob && (await createImageBitmap(blob).catch(() => null));
  if (!picture || asked !== mine) return;
  draw(ghost, picture);
  dialog.toggleAttribute("data-lined", true);
}

async function press() {
  if (isPressed("timer") && !(await countDown())) return;
  change("taking");
  const picture = await grab(video).catch(() => null);
  if (!dialog.open) return;
  if (!picture) return look();
  draw(still, picture);
  hints = hintsOf(still);
  const doubts = DOUBTS.filter((doubt) => hints[doubt]);
  only("doubt", ...(doubts.length ? doubts : [""]));
  find("use").textContent = doubts.length ? find("use").dataset.anyway : find("use").dataset.plain;
  change("still", "use");
}

// Whether it came to its end.
async function countDown() {
  change("counting", "cancel");
  const mine = turns;
  for (let left = SELF_TIMER; left; left -= 1) {
    find("count").textContent = left;
    await new Promise((done) => setTimeout(done, 1000));
    if (turns !== mine) return false;
  }
  return true;
}

function use() {
  const mine = asked;
  asked = null; // of two taps the first counts, and closing does not take it back
  still.toBlob((blob) => mine?.answer(blob && { blob, hints, isLast: !dialog.open }), "image/jpeg", QUALITY);
}

function answer(outcome) {
  asked?.answer(outcome);
  asked = null;
}

function end() {
  change("closed");
  stop(video);
  still.width = ghost.width = 0;
  answer(null);
}

// Nobody looks: the camera goes, a photo that was taken stays.
function rest() {
  if (!dialog.open) return;
  const isLooking = ["starting", "live", "counting", "taking"].includes(modeNow());
  if (document.hidden) stop(video);
  if (isLooking) look();
}

const taps = { close: closeCamera, shutter: press, cancel: ready, use, again: () => look(), turn: () => look(turn), timer: toggle, guide: toggle, skip: () => answer({ to: "" }) };
for (const [name, go] of Object.entries(taps)) find(name).addEventListener("click", go);
find("choose").addEventListener("click", () => (asked.choose(), closeCamera()));
find("step").addEventListener("change", ({ target }) => answer({ to: target.value }));
dialog.addEventListener("close", end);
addEventListener("pagehide", () => dialog.open && closeCamera());
document.addEventListener("visibilitychange", rest);
