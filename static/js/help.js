// The right emergency number without asking the server: the person's choice, else the country of the phone's zone.
const main = document.getElementById("main");
const country = document.getElementById("country");
const find = (name) => main.querySelector(`[data-${name}]`);
const tel = (number) => `tel:${number.replace("#", "%23")}`;

function show() {
  const option = country.selectedOptions[0];
  const { words, dial, second, urgent, urgentDial } = option.dataset;
  for (const place of main.querySelectorAll("[data-emergency-number]")) place.textContent = words;
  for (const place of main.querySelectorAll("[data-urgent-care]")) place.textContent = urgent;
  for (const part of main.querySelectorAll("[data-known]")) part.hidden = !dial;
  for (const part of main.querySelectorAll("[data-unknown]")) part.hidden = Boolean(dial);
  find("may-be").hidden = "checked" in option.dataset;
  find("second-line").hidden = !second;
  find("urgent-line").hidden = !urgentDial;
  main.querySelector("p[data-partial]").hidden = !("partial" in option.dataset);
  find("country").textContent = option.text;
  find("number").textContent = dial ?? "";
  find("second-number").textContent = second ?? "";
  if (dial) main.querySelector("a[data-dial]").href = tel(dial);
  if (second) main.querySelector("a[data-second]").href = tel(second);
  if (urgentDial) main.querySelector("a[data-urgent-dial]").href = tel(urgentDial);
}

function choose() {
  document.cookie = `country=${country.value}; path=/; max-age=34560000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  show();
}

function openSign() {
  const sign = document.getElementById(location.hash.slice(1));
  if (sign?.matches("details")) sign.open = true;
}

if (!country.dataset.chosen) {
  const zones = JSON.parse(find("zones").textContent);
  const here = zones[Intl.DateTimeFormat().resolvedOptions().timeZone];
  const known = [...country.options].some((option) => option.value === here) ? here : "";
  if (here && known !== country.value) {
    country.value = known; // a country without a number must not show the one at home
    show();
    main.querySelector(".elsewhere").open = !known;
  }
}
find("save").hidden = true;
country.addEventListener("change", choose);
addEventListener("hashchange", openSign);
openSign();
