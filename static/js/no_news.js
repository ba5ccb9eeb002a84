// A list that asks for news says so when none comes, and of when it is.
const notice = document.querySelector("[data-no-news]");
const since = notice.querySelector("time");

function heard() {
  since.dateTime = new Date().toISOString();
  notice.hidden = true;
}

function missed() {
  notice.hidden = false;
  document.dispatchEvent(new Event("told"));
}

heard();
document.addEventListener("htmx:after:request", ({ detail }) => detail.ctx.response.status < 400 && heard());
for (const trouble of ["htmx:response:error", "htmx:error"]) document.addEventListener(trouble, missed);
