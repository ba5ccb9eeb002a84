// Moves the token from the link's fragment into the form, and out of the address and the history.
import { sendOnce } from "./once.js";

const form = document.querySelector("form[data-redeem]");
sendOnce(form);
const token = location.hash.slice(1);
if (token) {
  const field = form.querySelector("[data-token]");
  field.querySelector("input").value = token;
  field.hidden = true;
  history.replaceState(null, "", location.pathname);
}
