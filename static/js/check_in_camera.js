// The way from the check-in to the guided camera.
import { canGuide, walk } from "./camera_walk.js";
import { addPhoto, chosenPhotos } from "./check_in_photos.js";

// Offers it where there is one.
export async function offerCamera(form, treatment) {
  const button = form.querySelector("[data-use-camera]");
  if (!button || !(await canGuide())) return;
  const inputs = [...form.querySelectorAll("[data-photos] [type=file]")];
  const baselineOf = async (expression) => (await import("./camera_baseline.js")).baselineOf(treatment, expression);
  const taken = () => chosenPhotos().map(({ expression }) => expression);
  button.addEventListener("click", () => walk(inputs, taken(), addPhoto, baselineOf).finally(() => button.focus()));
  button.hidden = false;
}
