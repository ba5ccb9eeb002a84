// The dialog of the camera: which of its parts stand there. Its words are the page's.
const LONGEST = 2560; // pixels of the long side; the server keeps fewer

export const dialog = document.querySelector("dialog[data-camera]");
export const find = (name) => dialog.querySelector(`[data-${name}]`);
export const modeNow = () => dialog.dataset.mode;

// The parts of that mode, with the focus on one of them.
export function show(mode, focused) {
  dialog.dataset.mode = mode;
  for (const part of dialog.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(mode);
  if (focused) find(focused).focus({ preventScroll: true });
}

// Of all words of a kind those that are meant.
export function only(kind, ...names) {
  for (const words of dialog.querySelectorAll(`[data-${kind}]`)) words.hidden = !names.includes(words.dataset[kind]);
}

export function say(name) {
  const hint = find("hint");
  hint.textContent = hint.dataset[name] ?? "";
  hint.dataset.said = name;
}

export const isPressed = (name) => find(name).getAttribute("aria-pressed") === "true";
export const toggle = ({ currentTarget: button }) => button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));

// The whole picture, which is closed then.
export function draw(canvas, picture) {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}
