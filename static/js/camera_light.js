// What a picture tells of its own light and sharpness. Luma runs from 0 to 1, as it is coded in sRGB.
const [WIDE, HIGH] = [64, 80]; // pixels: light is a matter of large areas
const FACE = { left: 0.2, top: 0.15, width: 0.6, height: 0.7 }; // where the oval stands, in shares of the picture
const DARK_FACE = 0.24; // mean luma; below it a sensor's noise hides fine lines
const DARK_ROOM = 0.5; // luma of the brightest twentieth: deep skin in good light has something brighter near it
const BURNT = 0.96; // luma from which a sensor tells no more detail
const BURNT_SHARE = 0.2; // of the face
const ONE_SIDED = 1.65; // ratio of the halves of the face: three times the light, from which shadows hide the skin
const SHARP_WIDE = 320; // pixels to which the face is brought, so that every camera is measured alike
const BLURRED = 0.00015; // variance of the Laplacian of luma at that size: a blur of 0.4 % of the width stays below, none lies far above

const canvas = document.createElement("canvas");

// {brightness, dark, bright, uneven}
export function lightOf(luma) {
  const face = faceIn(luma);
  const brightness = mean(face);
  const halves = [0, 1].map((side) => mean(face.filter((_, place) => (place % FACE_WIDE < FACE_WIDE / 2) === !side)));
  const brightest = luma.slice().sort()[Math.floor(luma.length * 0.95)];
  const burnt = face.filter((value) => value >= BURNT).length / face.length;
  const dark = brightness < DARK_FACE && brightest < DARK_ROOM;
  return { brightness, dark, bright: burnt > BURNT_SHARE, uneven: !dark && Math.max(...halves) > ONE_SIDED * Math.max(Math.min(...halves), 0.01) };
}

const FACE_WIDE = Math.round(WIDE * FACE.width);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function faceIn(luma) {
  const [left, top, high] = [WIDE * FACE.left, HIGH * FACE.top, HIGH * FACE.height].map(Math.round);
  const rows = Array.from({ length: high }, (_, row) => (top + row) * WIDE + left);
  return Float32Array.from(rows.flatMap((at) => [...luma.subarray(at, at + FACE_WIDE)]));
}

export const lumaOf = (picture, width, height) => drawn(picture, { left: 0, top: 0, width, height }, WIDE, HIGH);
export const motionBetween = (luma, other) => mean(luma.map((value, place) => Math.abs(value - other[place])));

// What travels with the photo; numbers to three places, and only the doubts that there are.
export function hintsOf(picture) {
  const { brightness, ...doubts } = lightOf(lumaOf(picture, picture.width, picture.height));
  const sharpness = sharpnessOf(picture);
  const all = { ...doubts, blurred: !doubts.dark && sharpness < BLURRED }; // noise hides a blur, and the dark is said already
  const said = Object.fromEntries(Object.entries(all).filter(([, isSo]) => isSo));
  return { guided: true, ...said, brightness: rounded(brightness), sharpness: rounded(sharpness * 100) };
}

const rounded = (number) => Math.round(number * 1000) / 1000;

function sharpnessOf(picture) {
  const { width, height } = picture;
  const face = { left: width * FACE.left, top: height * FACE.top, width: width * FACE.width, height: height * FACE.height };
  const high = Math.round((SHARP_WIDE * face.height) / face.width);
  const luma = drawn(picture, face, SHARP_WIDE, high);
  const edges = [];
  for (let row = 1; row < high - 1; row += 1) {
    for (let at = row * SHARP_WIDE + 1; at < (row + 1) * SHARP_WIDE - 1; at += 1) {
      edges.push(luma[at - 1] + luma[at + 1] + luma[at - SHARP_WIDE] + luma[at + SHARP_WIDE] - 4 * luma[at]);
    }
  }
  const middle = mean(edges);
  return mean(edges.map((value) => (value - middle) ** 2));
}

// Luma of that part of the picture, brought to that size.
function drawn(picture, { left, top, width, height }, wide, high) {
  Object.assign(canvas, { width: wide, height: high });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.imageSmoothingQuality = "high"; // a rough one makes edges of its own
  brush.drawImage(picture, left, top, width, height, 0, 0, wide, high);
  const { data } = brush.getImageData(0, 0, wide, high);
  const luma = new Float32Array(wide * high);
  for (let at = 0; at < luma.length; at += 1) luma[at] = (0.2126 * data[4 * at] + 0.7152 * data[4 * at + 1] + 0.0722 * data[4 * at + 2]) / 255;
  return luma;
}
