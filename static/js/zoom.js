// All photos of one expression grow and move in step: what is compared stays beside what it is compared with.
const STEP = 4; // percent of a photo, for one press of an arrow key
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

for (const part of document.querySelectorAll("[data-zoom]")) begin(part);

function begin(part) {
  const [level, move, whole] = ["[data-level]", "[data-move]", "[data-whole]"].map((selector) => part.querySelector(selector));
  const now = { zoom: 1, x: 0, y: 0 };
  const show = () => {
    const most = 50 - 50 / now.zoom; // so far that the edge of the photo stays at the edge of its frame
    now.x = Math.min(most, Math.max(-most, now.x));
    now.y = Math.min(most, Math.max(-most, now.y));
    for (const [name, value] of [["--zoom", now.zoom], ["--x", `${now.x}%`], ["--y", `${now.y}%`]]) part.style.setProperty(name, value);
    part.toggleAttribute("data-near", now.zoom > 1);
    level.value = now.zoom;
    level.setAttribute("aria-valuetext", `${now.zoom} ×`);
  };
  for (const turn of ["pointerenter", "pointerdown", "focusin"]) part.addEventListener(turn, () => sharpen(part), { once: true });
  const zoomTo = (zoom) => show(Object.assign(now, { zoom: Math.min(5, Math.max(1, zoom)) }));
  part.querySelector("[data-bar]").removeAttribute("data-waits");
  level.addEventListener("input", () => zoomTo(Number(level.value)));
  whole.addEventListener("click", () => show(Object.assign(now, { zoom: 1, x: 0, y: 0 })));
  move.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    if (now.zoom === 1) zoomTo(2);
    show(Object.assign(now, { x: now.x + way[0] * STEP, y: now.y + way[1] * STEP }));
  });
  part.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !event.target.closest(".pane")) return; // a wheel alone scrolls the page
    event.preventDefault();
    zoomTo(now.zoom - Math.sign(event.deltaY) * 0.25);
  }, { passive: false });
  for (const pane of part.querySelectorAll(".pane")) drag(pane, now, show);
}

// The large photos take the place of the small ones, each as soon as it is here.
function sharpen(part) {
  if (part.hasAttribute("data-sharp")) return;
  part.setAttribute("data-sharp", "");
  for (const pane of part.querySelectorAll(".pane")) {
    const large = Object.assign(new Image(), { src: pane.dataset.view });
    large.decode().then(() => {
      pane.querySelector("img").src = large.src;
      part.dispatchEvent(new Event("sharp"));
    }, () => {});
  }
}

// A finger or a mouse moves a photo that is near; a tap still opens it large.
function drag(pane, now, show) {
  let last = null;
  let isDragged = false;
  pane.addEventListener("pointerdown", ({ clientX, clientY, pointerId, button }) => {
    if (now.zoom === 1 || button) return;
    last = [clientX, clientY];
    isDragged = false;
    pane.setPointerCapture(pointerId);
  });
  pane.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!last) return;
    const [dx, dy] = [clientX - last[0], clientY - last[1]];
    isDragged ||= Math.abs(dx) + Math.abs(dy) > 4;
    if (!isDragged) return;
    last = [clientX, clientY];
    show(Object.assign(now, { x: now.x + (dx / pane.clientWidth / now.zoom) * 100, y: now.y + (dy / pane.clientHeight / now.zoom) * 100 }));
  });
  for (const end of ["pointerup", "pointercancel"]) pane.addEventListener(end, () => (last = null));
  pane.addEventListener("click", (event) => isDragged && (event.preventDefault(), (isDragged = false)));
}
