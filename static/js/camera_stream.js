// The camera itself: one stream at a time, which ends whenever nobody looks.
const SIZE = { width: { ideal: 1920 }, height: { ideal: 2560 } }; // pixels; a camera gives the nearest that it has
const PATIENCE = 4000; // milliseconds for a photo at full size; else a frame of the video is taken

let stream = null;
let facing = document.querySelector("dialog[data-camera]").dataset.facing ?? "user";
let wish = 0; // the last one counts: a camera that comes after somebody closed goes at once

export const isRunning = () => stream?.getVideoTracks()[0].readyState === "live";
export const isMirrored = () => settings().facingMode !== "environment"; // a computer's camera says nothing and looks at whoever sits there
const settings = () => stream?.getVideoTracks()[0].getSettings() ?? {};

// Shows the camera in `video`; false where it is not wanted any more. `lost`: called when another app takes it away.
export async function start(video, lost, which = { facingMode: { ideal: facing } }) {
  const mine = ++wish;
  const fresh = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...SIZE } });
  if (mine !== wish) {
    end(fresh);
    return false;
  }
  stream = fresh;
  fresh.getVideoTracks()[0].addEventListener("ended", () => stream === fresh && lost());
  video.srcObject = fresh;
  await video.play().catch(() => {}); // interrupted: closed meanwhile
  return mine === wish;
}

export function stop(video) {
  wish += 1;
  end(stream);
  stream = null;
  video.srcObject = null;
}

const end = (old) => old?.getTracks().forEach((track) => track.stop());

// The other side of the phone, or where cameras have no sides the next one.
export async function turn(video, lost) {
  const before = settings().deviceId;
  facing = isMirrored() ? "environment" : "user";
  stop(video);
  const isThere = await start(video, lost);
  if (!isThere || settings().deviceId !== before) return isThere;
  const all = await cameras();
  const next = all[(all.findIndex(({ deviceId }) => deviceId === before) + 1) % all.length];
  stop(video);
  return start(video, lost, { deviceId: { exact: next.deviceId } });
}

export const cameras = async () => (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");

// The picture as the camera sees it, never mirrored, as large as it can be had.
export async function grab(video) {
  const photo = await wholePhoto().catch(() => null);
  if (photo && photo.width * photo.height >= video.videoWidth * video.videoHeight) return photo;
  photo?.close();
  return createImageBitmap(video);
}

async function wholePhoto() {
  if (!globalThis.ImageCapture) return null;
  const late = new Promise((_, failed) => setTimeout(failed, PATIENCE, new Error("too slow")));
  const taken = new ImageCapture(stream.getVideoTracks()[0]).takePhoto();
  return createImageBitmap(await Promise.race([taken, late]));
}
