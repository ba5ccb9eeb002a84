// A link is redeemed by one tap.
import { sendOnce } from "./once.js";
import { takeToken } from "./token.js";

const form = document.querySelector("form[data-redeem]");
sendOnce(form);
takeToken(form);
