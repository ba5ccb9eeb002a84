// Makes or uses a passkey, then sends the form that carries what it signed. Without passkeys the form stays away.
const letters = { "-": "+", _: "/", "+": "-", "/": "_", "=": "" };
const swapped = (text, which) => text.replace(which, (letter) => letters[letter]);
const bytes = (text) => Uint8Array.from(atob(swapped(text, /[-_]/g)), (letter) => letter.charCodeAt(0));
const words = (buffer) => swapped(btoa(String.fromCharCode(...new Uint8Array(buffer))), /[+/=]/g);
const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

const ways = {
  make: async (options, signal) => told(await navigator.credentials.create({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  }, signal })),
  use: async (options, signal) => told(await navigator.credentials.get({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  }, signal })),
};

// As JSON, in the words of the standard; the browser's own toJSON is younger than passkeys.
function told({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].filter((part) => response[part]);
  const said = Object.fromEntries(parts.map((part) => [part, words(response[part])]));
  return JSON.stringify({ id, rawId: words(rawId), type, response: { ...said, transports: response.getTransports?.() } });
}

class Refused extends Error {}

async function asked(form) {
  const response = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (response.status === 401) location.reload(); // it has to be shown once more who it is
  if (!response.ok) throw new Refused((await response.json().catch(() => ({}))).message ?? "");
  return response.json();
}

function prepare(form) {
  const troubles = [...form.querySelectorAll("[data-trouble]")];
  const field = form.elements[form.dataset.into];
  const button = form.querySelector("[type=submit]");
  let attempt;

  function tell({ name, message } = {}, isRefused = false) {
    const found = name && (troubles.find(({ dataset }) => dataset.trouble.split(" ").includes(isRefused ? "refused" : name)) ?? troubles[0]);
    for (const trouble of troubles) trouble.hidden = trouble !== found;
    if (isRefused && message) found.querySelector("[data-said]").textContent = message;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    attempt?.abort();
    attempt = new AbortController();
    tell();
    try {
      field.value = await ways[form.dataset.passkey](await asked(form), attempt.signal);
      form.submit();
    } catch (error) {
      if (error.name === "AbortError") return;
      tell(error, error instanceof Refused);
      setTimeout(() => (button.disabled = false));
    }
  });
}

const works = Boolean(globalThis.PublicKeyCredential && navigator.credentials?.create);
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (works) prepare(form);
  form.hidden = !works;
}
for (const part of document.querySelectorAll("[data-without]")) part.hidden = works;
