// Photos that were chosen: a small picture of each, where this browser can read it.
import { hintsOf } from "./check_in_camera.js";

export function photosOf(form) {
  return [...form.querySelectorAll("[type=file]")].flatMap(({ name, files }) => [...files].map((blob) => ({ id: crypto.randomUUID(), expression: name, hints: hintsOf(blob), blob })));
}

export async function preview(input) {
  const shot = input.closest(".shot");
  const [file] = input.files;
  const canvas = shot.querySelector("canvas");
  shot.querySelector("[data-taken]").hidden = !file;
  canvas.hidden = true;
  const picture = file && (await createImageBitmap(file).catch(() => null)); // few browsers read HEIC
  if (!picture || input.files[0] !== file) return;
  const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  canvas.hidden = false;
  picture.close();
}
