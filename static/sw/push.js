// What a push service brings: it is shown before anything else, and the server hears of it.
addEventListener("push", (event) => {
  const { title, delivery, navigate, ...more } = readPush(event);
  const shown = registration.showNotification(title, { ...more, icon: "/apple-touch-icon.png", data: { delivery, navigate } });
  event.waitUntil(shown.then(() => Promise.all([closeOlder(more.tag), tellReceipts(delivery, "shown")])));
});

// A browser that could show it by itself hands it over ready-made, without the words it came in. Whatever cannot be read is
// shown all the same, in words that say nothing.
function readPush({ data, notification }) {
  const told = tried(() => data.json().notification) ?? notification ?? {};
  const texts = Object.fromEntries(TEXTS.map((name) => [name, text(told[name])]));
  return { ...texts, title: texts.title ?? DUE, delivery: text(told.data?.delivery) };
}

const TEXTS = ["title", "body", "tag", "lang", "navigate"];
const text = (value) => (typeof value === "string" && value ? value : undefined);

function tried(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

// On some phones a later one of the same tag does not take the place of the one before.
async function closeOlder(tag) {
  const same = tag ? await registration.getNotifications({ tag }) : [];
  for (const shown of same.slice(0, -1)) shown.close();
}

addEventListener("notificationclick", (event) => {
  const { delivery, navigate } = event.notification.data ?? {};
  event.notification.close();
  event.waitUntil(Promise.all([lead(navigate), tellReceipts(delivery, "opened")]));
});

// To a page of ours, in the window that is open where there is one. Where it shows that page, what is typed there stays.
async function lead(navigate) {
  const url = isOurs(navigate) ? navigate : "/now";
  const [open] = await clients.matchAll({ type: "window" });
  return (await open?.focus().then((page) => page.url.split("#")[0] === url || page.navigate(url)).catch(() => {})) ?? clients.openWindow(url);
}

// A receipt that finds no network is told when the app is opened next.
async function tellReceipts(delivery, what) {
  const [waiting, left] = [(await read("session", "receipts")) ?? [], []];
  if (delivery) waiting.push(`/api/deliveries/${delivery}/${what}`);
  for (const path of waiting) {
    const response = await fetch(path, { method: "POST" }).catch(() => null);
    if (!(response?.status < 500)) left.push(path);
  }
  if (waiting.length) await write("session", "receipts", left.slice(-20)); // nothing is laid down for whoever has just left
}

addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event)));

// Noted once the server took it: where it did not, the app tells it at its next start.
async function subscribeAgain({ newSubscription }) {
  const known = await read("session", "push");
  if (!known) return;
  const found = newSubscription ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: known.key }));
  const body = JSON.stringify({ ...found.toJSON(), key_id: known.id });
  const { status } = await putFromHere("/api/subscription", { method: "PUT", headers: { "Companion-Owner": known.owner }, body });
  if (status < 300) await write("session", "push", { ...known, endpoint: found.endpoint });
}

// Whoever left is reached no more, and nothing of theirs stays on the screen.
async function dropPush() {
  for (const shown of await registration.getNotifications()) shown.close();
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
}
