// A page that answers a form: loading it again leads on instead of sending the form once more.
const { then } = document.querySelector("[data-then]").dataset;
history.replaceState(null, "", then);
