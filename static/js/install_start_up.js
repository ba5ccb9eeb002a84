// The picture that an iPhone shows while the installed app starts. It must fit the screen to the pixel, so it is drawn
// here for this very screen, light and dark. An iPhone starts apps upright; an iPad in the way it is held.
const SIDE = 96; // of the mark, in points
const DRAWING = 28; // the side of static/icons/mark.svg, whose paths these are
const ARC = "M5 20a9 9 0 0 1 18 0";
const GONE = "M5 20a9 9 0 0 1 5.9-8.5";
const COLOURS = { light: ["#f6f4f0", "#1b5e50"], dark: ["#151412", "#8ed3bf"] };

export function addStartUpImages(turns) {
  for (const name of ["mobile-web-app-capable", "apple-mobile-web-app-capable"]) {
    document.head.append(Object.assign(document.createElement("meta"), { name, content: "yes" }));
  }
  const sides = [screen.width, screen.height].sort((a, b) => a - b);
  for (const scheme of Object.keys(COLOURS)) {
    add(scheme, "portrait", sides);
    if (turns) add(scheme, "landscape", sides);
  }
}

// `device-width` is the short side however the device is held.
function add(scheme, orientation, [short, long]) {
  const media = [
    `(prefers-color-scheme: ${scheme})`,
    `(device-width: ${short}px)`,
    `(device-height: ${long}px)`,
    `(-webkit-device-pixel-ratio: ${devicePixelRatio})`,
    `(orientation: ${orientation})`,
  ].join(" and ");
  const [width, height] = orientation === "portrait" ? [short, long] : [long, short];
  const link = { rel: "apple-touch-startup-image", media, href: picture(width, height, COLOURS[scheme]) };
  document.head.append(Object.assign(document.createElement("link"), link));
}

function picture(width, height, [paper, ink]) {
  const canvas = Object.assign(document.createElement("canvas"), { width: width * devicePixelRatio, height: height * devicePixelRatio });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { fillStyle: paper, strokeStyle: ink, lineWidth: 3, lineCap: "round" });
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const scale = (SIDE / DRAWING) * devicePixelRatio;
  pen.setTransform(scale, 0, 0, scale, canvas.width / 2 - 14 * scale, canvas.height / 2 - 14.75 * scale);
  pen.globalAlpha = 0.4;
  pen.stroke(new Path2D(ARC));
  pen.globalAlpha = 1;
  pen.stroke(new Path2D(GONE));
  pen.fillStyle = ink;
  pen.beginPath();
  pen.arc(10.9, 11.5, 3.5, 0, 2 * Math.PI);
  pen.fill();
  return canvas.toDataURL("image/png");
}
