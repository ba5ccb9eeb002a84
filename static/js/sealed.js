// Private bytes as ciphertext, bound to the name under which they are kept, under a key that never leaves this browser.
const CIPHER = "AES-GCM";
export const bytesOf = (text) => new TextEncoder().encode(text);
export const textOf = (bytes) => new TextDecoder().decode(bytes);
export const newKey = () => crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]);

export async function seal(key, name, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData: bytesOf(name) }, key, plain) };
}

export const unseal = (key, name, { iv, bytes }) => crypto.subtle.decrypt({ name: CIPHER, iv, additionalData: bytesOf(name) }, key, bytes);

export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
