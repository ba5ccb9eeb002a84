// A form is sent once, however often its button is tapped; coming back to the page opens it again.
export function sendOnce(form) {
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", () => setTimeout(() => (button.disabled = true)));
  addEventListener("pageshow", () => (button.disabled = false));
}
