// Moves the token from the link's fragment into the form, and out of the address and the history.
export function takeToken(form) {
  const field = form.querySelector("[data-token]");
  const input = field.querySelector("input");
  const token = location.hash.slice(1);
  if (token) {
    input.value = token;
    history.replaceState(null, "", location.pathname);
  }
  field.hidden = Boolean(input.value);
}
