// A clock and the days of this month.
const { language } = navigator; // as the phone writes dates, like any clock on it
const find = (name) => document.querySelector(`[data-${name}]`);
const say = (style, date) => new Intl.DateTimeFormat(language, style).format(date);
const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });

function tick() {
  const now = new Date();
  find("time").textContent = say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, now);
  find("date").textContent = say({ weekday: "long", day: "numeric", month: "long" }, now);
}

function drawMonth(now) {
  const first = new Date(now.getFullYear(), now.getMonth(), 1);
  const days = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
  const before = (first.getDay() + 6) % 7;
  const monday = (place) => new Date(2024, 0, 1 + place); // 1 January 2024 was one
  const head = document.querySelector("table").createTHead().insertRow();
  for (let place = 0; place < 7; place++) head.append(cell("th", say({ weekday: "narrow" }, monday(place))));
  const body = document.querySelector("tbody");
  for (let place = 0; place < before + days; place++) {
    if (place % 7 === 0) body.append(document.createElement("tr"));
    const day = place - before + 1;
    const square = cell("td", day > 0 ? day : "");
    if (day === now.getDate()) square.setAttribute("aria-current", "date");
    body.lastElementChild.append(square);
  }
  find("month").textContent = say({ month: "long", year: "numeric" }, now);
  document.querySelector("table").hidden = false;
}

document.querySelector("a").addEventListener("click", () => sessionStorage.removeItem("hidden"));
tick();
drawMonth(new Date());
setInterval(tick, 1000);
