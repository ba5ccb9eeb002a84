// Photos taken on the clinic's tablet: they are held in this page alone and leave with its form. Nothing is kept here.
import { canGuide, walk } from "./camera_walk.js";
import { reduced } from "./reduce.js";

const form = document.querySelector("form[data-baseline]");
const inputs = [...form.querySelectorAll("[type=file]")];
const button = form.querySelector("[data-use-camera]");
const boxOf = (expression) => form.querySelector(`[data-shot="${expression}"]`);
let adding = Promise.resolve();
let photos = []; // {expression, blob, hints}

const add = (expression, taken, hints = {}) => (adding = adding.then(() => keep(expression, taken, hints)));

async function keep(expression, taken, hints) {
  const blob = await reduced(taken);
  if (!inputs.find(({ name }) => name === expression).multiple) drop(expression);
  photos.push({ expression, blob, hints });
  await show(expression);
}

const drop = (expression) => (photos = photos.filter((photo) => photo.expression !== expression));

async function show(expression) {
  const box = boxOf(expression), canvas = box.querySelector("canvas");
  const last = photos.findLast((photo) => photo.expression === expression);
  box.querySelector("[data-remove]").hidden = !last;
  const picture = last && (await createImageBitmap(last.blob).catch(() => null));
  canvas.hidden = !picture;
  if (!picture) return;
  const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  picture.close();
}

function choose({ target }) {
  if (target.type !== "file") return;
  const files = [...target.files];
  target.value = ""; // else the same one could not be chosen again
  for (const file of files) add(target.name, file);
}

function remove({ target }) {
  const box = target.closest("[data-remove]")?.closest("[data-shot]");
  if (!box) return;
  drop(box.dataset.shot);
  show(box.dataset.shot);
}

// The form takes them as if they had been chosen there, each with its hints.
async function send(event) {
  if (!photos.length) return;
  event.preventDefault();
  await adding;
  for (const input of inputs) {
    const carried = new DataTransfer();
    for (const { expression, blob, hints } of photos.filter((photo) => photo.expression === input.name)) {
      carried.items.add(new File([blob], expression, { type: blob.type }));
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: `hints-${expression}`, value: JSON.stringify(hints) }));
    }
    input.files = carried.files;
  }
  form.submit();
}

// Whoever comes back to the page finds it empty: a photo of somebody does not wait on a tablet.
function forget({ persisted }) {
  if (!persisted) return;
  photos = [];
  for (const { name } of inputs) show(name);
}

async function offerCamera() {
  if (!(await canGuide())) return;
  const taken = () => photos.map(({ expression }) => expression);
  button.addEventListener("click", () => walk(inputs, taken(), add, () => null).finally(() => button.focus()));
  button.hidden = false;
}

form.toggleAttribute("data-live", true);
form.addEventListener("change", choose);
form.addEventListener("click", remove);
form.addEventListener("submit", send);
addEventListener("pageshow", forget);
offerCamera();
