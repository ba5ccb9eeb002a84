// htmx, once a part of a page has to be fetched. Most visits never need it, so no page waits for it.
const ADDRESS = new URL("../vendor/htmx-4.0.1.min.js", import.meta.url);
let ready = null;

export function withHtmx() {
  ready ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: ADDRESS });
    script.onload = () => setTimeout(done); // it reads the page in a turn of its own
    script.onerror = failed;
    document.head.append(script);
  });
  ready.catch(() => (ready = null));
  return ready;
}
