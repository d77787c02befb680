// What was understood: the wish in words, titles it leans on, and each limit and each companion as a
// chip to remove.
const root = element.querySelector("section");

const chip = ({ key: limit, text }) =>
  el(
    "li",
    {},
    el(
      "button",
      {
        class: "chip",
        type: "button",
        "aria-label": say("remove_limit", { limit: text }),
        onclick: () => trigger("lift", { limit }),
      },
      text,
      icon(CROSS),
    ),
  );

const note = (text) => el("li", { class: "note" }, text);

const companion = ({ key, name, wishes }) =>
  chip({
    key,
    text: [say("with", { name }), wishes.map((wish) => `“${wish}”`).join(", ")].filter(Boolean).join(": "),
  });

const draw = ({ wish, liked, disliked, company, limits }) => {
  const notes = [
    ...(wish ? [note(`“${wish}”`)] : []),
    ...liked.map((title) => note(say("like", { title }))),
    ...disliked.map((title) => note(say("unlike", { title }))),
  ];
  const all = [...notes, ...company.map(companion), ...limits.map(chip)];
  replace(
    root,
    el("h2", { id: "understood-title", tabindex: "-1" }, say("understood")),
    all.length
      ? el("ul", { class: "chips" }, ...all)
      : el("p", { class: "muted" }, say("nothing_understood")),
  );
};
