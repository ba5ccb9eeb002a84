// Two photos of the same expression, one over the other, with a slider between them.
for (const section of document.querySelectorAll("[data-compare]:has(.layers)")) {
  const over = section.querySelector(".layers");
  const [box, slider] = [over.querySelector(".compare"), over.querySelector("input")];
  const [names, picks] = [box.querySelectorAll("b"), over.querySelectorAll("select")];
  const pictures = ["", "front"].map((className) => Object.assign(new Image(), { className }));
  box.prepend(...pictures);
  // At the desk it shows what the row shows: small ones, until somebody turns to them.
  const picture = (link) => (section.hasAttribute("data-zoom") ? link.querySelector("img").src : link.dataset.view);
  const show = (place) => {
    const link = section.querySelector(`[data-photo="${picks[place].value}"]`);
    const words = picks[place].selectedOptions[0].textContent;
    Object.assign(pictures[place], { src: picture(link), alt: words });
    names[place].textContent = words.split(",")[0];
  };
  const split = () => {
    box.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} %`);
  };
  const open = () => {
    over.hidden = false;
    [0, 1].forEach(show);
    split();
  };
  picks.forEach((pick, place) => pick.addEventListener("change", () => show(place)));
  slider.addEventListener("input", split);
  section.addEventListener("sharp", () => over.hidden || [0, 1].forEach(show));
  new IntersectionObserver(([seen], watch) => {
    if (!seen.isIntersecting) return;
    watch.disconnect();
    open();
  }).observe(section);
}
