// The token of the link goes from the address into the form, then a passkey is made.
import { takeToken } from "./token.js";
import "./passkey.js";

takeToken(document.querySelector("form[data-passkey]"));
