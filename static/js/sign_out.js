// Asks once more when something that was not sent would be lost with it. Wipes before the form goes: a browser that names
// no page it comes from sends the form past the service worker.
import { wipe } from "./kept.js";

const form = document.querySelector("form");
const warning = form.querySelector("[data-unsent]");

function howManyWait() {
  return new Promise((told) => {
    const asked = indexedDB.open("companion");
    asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was ever kept here
    asked.onerror = () => told(0);
    asked.onsuccess = () => {
      const counted = asked.result.transaction("outbox").objectStore("outbox").count();
      counted.onsuccess = () => told(counted.result);
      asked.result.close();
    };
  });
}

const many = await howManyWait();
warning.hidden = !many;
warning.querySelector("[data-sure]").required = many > 0;
warning.querySelector("[data-many]").textContent = many;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await wipe();
  form.submit();
});
