// Moves the token from the link's fragment into the form, and out of the address and the history.
import { sendOnce } from "./once.js";

sendOnce(document.querySelector("form"));
const token = location.hash.slice(1);
if (token) {
  const field = document.querySelector("[data-token]");
  field.querySelector("input").value = token;
  field.hidden = true;
  history.replaceState(null, "", location.pathname);
}
