// How large a picture is, read from its first bytes: nothing is decoded for it. Null for what is not JPEG, PNG or WebP.
const HEAD = 64; // bytes
const FRAMES = [0xc4, 0xc8, 0xcc]; // among the markers of a JPEG from C0 to CF, those that start no frame
const TURNED = 5; // from this orientation on width and height change places
const EXIF_ENOUGH = 65536;

// {width, height} in pixels as it is seen upright
export async function sizeOf(blob) {
  const head = await view(blob, 0, HEAD);
  if (head.byteLength < 30) return null;
  if (head.getUint16(0) === 0xffd8) return sizeOfJpeg(blob);
  if (head.getUint32(0) === 0x89504e47) return { width: head.getUint32(16), height: head.getUint32(20) };
  return word(head, 0) === "RIFF" && word(head, 8) === "WEBP" ? sizeOfWebp(head) : null;
}

const view = async (blob, from, many) => new DataView(await blob.slice(from, from + many).arrayBuffer());
const word = (bytes, at) => String.fromCharCode(...[0, 1, 2, 3].map((step) => bytes.getUint8(at + step)));

async function sizeOfJpeg(blob) {
  let orientation = 1;
  for (let at = 2; at < blob.size - 9; ) {
    const head = await view(blob, at, 9);
    const [fill, marker, length] = [head.getUint8(0), head.getUint8(1), head.getUint16(2)];
    if (fill !== 0xff) return null;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !FRAMES.includes(marker)) {
      const [height, width] = [head.getUint16(5), head.getUint16(7)];
      return orientation >= TURNED ? { width: height, height: width } : { width, height };
    }
    if (marker === 0xe1) orientation = orientationIn(await view(blob, at + 4, Math.min(length, EXIF_ENOUGH))) ?? orientation;
    at += 2 + length;
  }
  return null;
}

// The tag 0x112 of the first directory.
function orientationIn(bytes) {
  if (bytes.byteLength < 20 || word(bytes, 0) !== "Exif") return null;
  const isLittle = word(bytes, 6).startsWith("II");
  const start = 6 + bytes.getUint32(10, isLittle);
  if (start + 2 > bytes.byteLength) return null;
  const end = Math.min(start + 2 + 12 * bytes.getUint16(start, isLittle), bytes.byteLength - 11);
  for (let at = start + 2; at < end; at += 12) if (bytes.getUint16(at, isLittle) === 0x112) return bytes.getUint16(at + 8, isLittle);
  return null;
}

function sizeOfWebp(head) {
  const kind = word(head, 12);
  const three = (at) => head.getUint16(at, true) + (head.getUint8(at + 2) << 16);
  if (kind === "VP8X") return { width: 1 + three(24), height: 1 + three(27) };
  if (kind === "VP8 ") return { width: head.getUint16(26, true) & 0x3fff, height: head.getUint16(28, true) & 0x3fff };
  const bits = head.getUint32(21, true);
  return kind === "VP8L" ? { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) } : null;
}
