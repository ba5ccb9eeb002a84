// From one expression to the next with the guided camera, which is fetched when somebody wants it.
const OPTIONAL = ["close_up"]; // taken when it is chosen

export async function canGuide() {
  if (!isSecureContext || !navigator.mediaDevices?.getUserMedia || !globalThis.HTMLDialogElement?.prototype.showModal) return false;
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return all.some(({ kind }) => kind === "videoinput");
}

// `inputs`: the places of the photos, in order; `before`: the expressions that are there already. `add(expression, blob, hints)`.
export async function walk(inputs, before, add, baselineOf) {
  const { closeCamera, takePhoto } = await import("./camera.js").catch(() => ({}));
  const taken = new Set(before);
  const free = (from) => inputs.slice(from).find(({ name }) => !taken.has(name) && !OPTIONAL.includes(name));
  let input = free(0) ?? inputs[0];
  if (!takePhoto) return input.click();
  while (input) {
    const here = input;
    const outcome = await takePhoto(here.name, { baseline: () => baselineOf(here.name), choose: () => here.click() });
    if (outcome?.blob) add(here.name, outcome.blob, outcome.hints);
    if (outcome?.blob) taken.add(here.name);
    if (!outcome || outcome.isLast) break;
    input = outcome.to ? inputs.find(({ name }) => name === outcome.to) : free(inputs.indexOf(here) + 1);
  }
  closeCamera();
}
