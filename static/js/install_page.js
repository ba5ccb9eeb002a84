// The install page: shows the steps for this phone, the browser's own offer where there is one, and copies the code.
import { install, isInstalled, offer, platform } from "./install.js";

const main = document.getElementById("main");
const choices = main.querySelector(".segments");
choices.querySelector(`#${main.dataset.os ?? platform}`).checked = true;
choices.hidden = false;

function showOffer() {
  for (const place of main.querySelectorAll("[data-offer]")) place.hidden = isInstalled || !offer.event;
}

showOffer();
document.addEventListener("installable", showOffer);
for (const button of main.querySelectorAll("[data-offer] button")) button.addEventListener("click", install);

// What is copied here can be pasted in the app.
const copy = main.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.parentElement.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(main.querySelector("p.code").textContent);
    copy.textContent = copy.dataset.copy;
  });
}
if (main.dataset.then) history.replaceState(null, "", main.dataset.then);
