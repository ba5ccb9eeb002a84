// A large photo is made smaller before it is sent, where that saves a third of it; with the rest its place goes (GPS).
import { sizeOf } from "./picture_size.js";

const LARGE = 2e6; // bytes; smaller ones are sent in seconds on any network
const LONGEST = 2560; // pixels of the long side: more than the server keeps
const QUALITY = 0.85;
const WORTH = 2 / 3; // of the bytes; above that the loss of detail buys nothing
const PATIENCE = 15000; // milliseconds; a phone that takes longer sends it as it is

let turn = Promise.resolve(); // one after the other: 48 megapixels take 200 MB while they are decoded

// The photo as it should be sent: a smaller JPEG, upright, or the same blob.
export function reduced(blob) {
  const late = () => new Promise((done) => setTimeout(done, PATIENCE, blob));
  const made = turn.then(() => Promise.race([reduce(blob).catch(() => blob), late()])); // too large, or HEIC: not ours to read
  turn = made;
  return made;
}

async function reduce(blob) {
  const size = await sizeOf(blob);
  const longest = size && Math.max(size.width, size.height);
  if (!size || (blob.size <= LARGE && longest <= LONGEST)) return blob;
  const scale = Math.min(1, LONGEST / longest);
  const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
  const smaller = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" };
  const picture = await createImageBitmap(blob, { imageOrientation: "from-image", ...(scale < 1 && smaller) });
  const made = await encoded(picture, width, height).finally(() => picture.close());
  return made.size <= blob.size * WORTH ? made : blob;
}

function encoded(picture, width, height) {
  const canvas = globalThis.OffscreenCanvas ? new OffscreenCanvas(width, height) : Object.assign(document.createElement("canvas"), { width, height });
  const brush = canvas.getContext("2d", { alpha: false });
  brush.fillStyle = "#fff"; // behind what is see-through
  brush.fillRect(0, 0, width, height);
  brush.drawImage(picture, 0, 0, width, height);
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((done, failed) => canvas.toBlob((made) => (made ? done(made) : failed(new Error("no room"))), "image/jpeg", QUALITY));
}
