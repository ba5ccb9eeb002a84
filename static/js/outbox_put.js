// One PUT of the page itself, which can tell how far it is.
const STALLED = 60000; // milliseconds without a byte on its way or an answer, however large the whole is

export function putByPage(path, headers, body, progress) {
  return new Promise((answered, failed) => {
    const request = new XMLHttpRequest();
    let timer;
    const isAlive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    request.open("PUT", path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      isAlive();
      progress(loaded / total);
    };
    request.onload = () => answered({ status: request.status, session: request.getResponseHeader("Companion-Session"), said: readJson(request.responseText) });
    request.onerror = request.onabort = () => failed(new Error("no answer"));
    request.onloadend = () => clearTimeout(timer);
    isAlive();
    request.send(body);
  });
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // of something between the phone and the server
  }
}
