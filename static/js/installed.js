// The app runs from the home screen: the server hears of it once in each window, so that the clinic knows it too.
const { owner } = document.documentElement.dataset;
const KEY = "installed"; // the mark of whoever it was told for

async function tell() {
  if (!owner || sessionStorage.getItem(KEY) === owner) return;
  const answer = await fetch("/api/installation", { method: "PUT", headers: { "Companion-Owner": owner } }).catch(() => null);
  if (answer?.ok) sessionStorage.setItem(KEY, owner);
}

tell();
