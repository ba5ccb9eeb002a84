// What is put off, or said of the sun, goes from here: only what comes and came is new then, and what was typed stays.
const LIVE = "[data-live]";

// `renewed` is called once that stands on the page.
export function sendFrom(main, renewed) {
  main.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!submitter || !form.closest(LIVE)) return;
    event.preventDefault();
    submitter.disabled = true;
    const fresh = await answerTo(form, submitter);
    submitter.disabled = false;
    if (!fresh.querySelector(LIVE)) return sayUnsent(form, main);
    put(fresh, form, main);
    renewed();
  });
}

async function answerTo({ action }, { name, value }) {
  const body = new URLSearchParams({ [name]: value });
  const page = await fetch(action, { method: "POST", body }).then((response) => response.text()).catch(() => "");
  return new DOMParser().parseFromString(page, "text/html");
}

function sayUnsent(form, main) {
  if (form.nextElementSibling?.role !== "alert") form.after(main.querySelector("[data-unsent]").content.cloneNode(true));
}

function put(fresh, form, main) {
  const [before, after] = [main.querySelector(LIVE), fresh.querySelector(LIVE)];
  const open = [...before.querySelectorAll("details")].map((each) => each.open);
  before.replaceWith(after);
  after.querySelectorAll("details").forEach((each, number) => (each.open = Boolean(open[number])));
  const { kept } = fresh.documentElement.dataset;
  if (kept) document.documentElement.dataset.kept = kept; // it is the page that is right now
  keepPlace(after, form);
}

// Whoever came by keyboard goes on at why not, at that button, or at the heading above it.
function keepPlace(after, form) {
  const same = after.querySelector(`form[action="${form.getAttribute("action")}"] button`);
  const place = after.querySelector(".state.bad") ?? same ?? document.getElementById(form.closest("section").getAttribute("aria-labelledby"));
  if (place !== same) place?.setAttribute("tabindex", "-1");
  place?.focus();
}
