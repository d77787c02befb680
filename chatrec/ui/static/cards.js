// The list as cards. A card that stays keeps its element, so that focus and place do not jump.
const root = element.querySelector("section");
const heading = el("h2", { id: "list-title" }, say("list"));
const status = el("p", { class: "unseen", role: "status" });
const list = el("ul", { class: "cards" });
const empty = el("div", { class: "empty" });
root.append(heading, status, list, empty);

const cards = new Map();

const runtime = (minutes) => {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return h ? say("hours", { h, m }) : say("minutes", { m });
};

const facts = ({ year, runtime: minutes, people, tags }) =>
  [year, minutes && runtime(minutes), people.join(", "), tags.join(", ")].filter(Boolean).join(" · ");

// A second click of a double click is not a second vote; a press on a lit button takes it back.
const press = (button, item, kind, value) => (event) => {
  if (event.detail > 1) return;
  const lit = button().getAttribute("aria-pressed") === "true";
  button().setAttribute("aria-pressed", String(!lit));
  trigger("vote", { item, kind, value: lit ? 0 : value, key: key() });
};

const voting = (item, kind, value, attributes, ...children) => {
  const button = el("button", {
    type: "button",
    "aria-pressed": "false",
    "data-vote": `${kind}${value}`,
    ...attributes,
    onclick: press(() => button, item, kind, value),
  }, ...children);
  return button;
};

const actions = ({ id, title, year }) => {
  const named = year ? `${title} (${year})` : title;
  const more = () => trigger("more", { text: say("more_message", { title: named }) });
  return el(
    "div",
    { class: "actions" },
    voting(id, "thumb", 1, { class: "round up", "aria-label": say("up", { title }) }, icon(THUMB)),
    voting(id, "thumb", -1, { class: "round down", "aria-label": say("down", { title }) }, icon(THUMB)),
    el("button", { class: "plain", type: "button", onclick: more }, say("more")),
    voting(id, "seen", 1, { class: "plain" }, say("seen")),
  );
};

const card = (one, n) =>
  el(
    "li",
    {},
    el(
      "article",
      { class: "card", style: `--n:${n}`, "aria-label": one.title },
      poster(one),
      el(
        "div",
        { class: "about" },
        el("h3", {}, one.title),
        el("p", { class: "facts" }, facts(one)),
        el("p", { class: "synopsis" }, one.text),
        el("div", { class: "why" }),
      ),
      actions(one),
    ),
  );

// Before the first request a few blank posters stand where the list will be.
const BLANK = ["Horror", "Romance", "Science Fiction", "Adventure", "Animation"];
const blank = (genre) => poster({ id: genre, title: "", tags: [genre], year: null });

const nothing = (asked) => {
  const key = asked ? "list_nothing" : "list_empty";
  const fan = asked ? null : el("div", { class: "fan" }, ...BLANK.map(blank));
  return [fan, el("p", {}, say(key)), el("p", { class: "muted" }, say(`${key}_more`))];
};

const reasons = (texts) =>
  texts.length
    ? [el("h4", {}, say("why")), el("ul", {}, ...texts.map((text) => el("li", {}, text)))]
    : [];

const update = (node, one) => {
  node.querySelector(".why").replaceChildren(...reasons(one.reasons));
  for (const button of node.querySelectorAll("[data-vote]")) {
    const lit = one.votes.includes(button.dataset.vote);
    button.setAttribute("aria-pressed", String(lit));
  }
};

const draw = ({ cards: listed, asked }) => {
  const nodes = listed.map((one, n) => cards.get(one.id) ?? card(one, n));
  const changed = nodes.some((node, n) => list.children[n] !== node);
  listed.forEach((one, n) => update(nodes[n], one));
  place(list, nodes);
  cards.clear();
  listed.forEach((one, n) => cards.set(one.id, nodes[n]));
  status.textContent = changed && listed.length ? say("updated") : "";
  replace(empty, ...(listed.length ? [] : nothing(asked)));
};
