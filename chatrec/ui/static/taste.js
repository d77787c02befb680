// The taste as bars that move with each thumb, with the judged items behind them.
const root = element.querySelector("section");
const bars = el("ul", { class: "bars" });
const recent = el("p", { class: "muted" });
const judged = el("div", { class: "judged" });
const hint = el("p", { class: "muted" });
const forgetAll = el("button", { class: "plain", type: "button" }, say("forget_all"));
root.append(el("h2", { id: "taste-title" }, say("taste")), hint, bars, recent, judged, forgetAll);

const rows = new Map();

// The first press asks, the second within four seconds forgets.
let sure = 0;
const calm = () => {
  sure = 0;
  forgetAll.textContent = say("forget_all");
};
forgetAll.addEventListener("click", () => {
  if (Date.now() < sure) {
    trigger("forget", { item: null });
    return calm();
  }
  sure = Date.now() + 4000;
  forgetAll.textContent = say("forget_sure");
  setTimeout(calm, 4000);
});

const row = ({ attribute, value }) =>
  el(
    "li",
    {},
    el("span", { class: "value" }, value),
    svg(
      "svg",
      { viewBox: "-50 0 100 8", preserveAspectRatio: "none", class: "bar", "aria-hidden": "true" },
      svg("rect", { class: "axis", x: -0.25, y: 0, width: 0.5, height: 8 }),
      svg("rect", { class: "weight", x: 0, y: 1, width: 50, height: 6 }),
    ),
    el("span", { class: "number" }),
    el("span", { class: "because" }),
    el(
      "button",
      {
        class: "round",
        type: "button",
        "aria-label": say("forget_line", { value }),
        onclick: () => trigger("forget_line", { attribute, value }),
      },
      icon(CROSS),
    ),
  );

const move = (node, { weight, because }) => {
  const bar = node.querySelector(".weight");
  bar.style.transform = `scaleX(${weight})`;
  bar.classList.toggle("minus", weight < 0);
  const sign = weight < 0 ? "−" : "+";
  node.querySelector(".number").textContent = sign + Math.abs(weight).toFixed(2);
  node.querySelector(".because").textContent = because.length
    ? say("because", { titles: because.join(", ") })
    : "";
  // A line that only follows from others has no votes of its own to forget.
  node.querySelector("button").hidden = !because.length;
};

const item = ({ id, title }) =>
  el(
    "li",
    {},
    el(
      "button",
      {
        class: "chip",
        type: "button",
        "aria-label": say("forget", { title }),
        onclick: () => trigger("forget", { item: id }),
      },
      title,
      icon(CROSS),
    ),
  );

const group = (name, items) =>
  items.length ? el("div", {}, el("h3", {}, say(name)), el("ul", { class: "chips" }, ...items.map(item))) : null;

const signed = ({ value, weight }) => `${weight < 0 ? "−" : "+"} ${value}`;

const draw = ({ lines, now, liked, disliked, watched }) => {
  const nodes = lines.map((line) => rows.get(line.value) ?? row(line));
  place(bars, nodes);
  rows.clear();
  lines.forEach((line, n) => rows.set(line.value, nodes[n]));
  // A new bar starts at the axis, so that it grows.
  requestAnimationFrame(() => lines.forEach((line, n) => move(nodes[n], line)));
  replace(judged, group("liked", liked), group("disliked", disliked), group("watched", watched));
  recent.textContent = now.length ? say("taste_now", { lines: now.map(signed).join(", ") }) : "";
  recent.hidden = !now.length;
  const known = liked.length + disliked.length + watched.length > 0;
  hint.textContent = say(known ? "taste_hint" : "taste_empty");
  forgetAll.hidden = !known;
};
