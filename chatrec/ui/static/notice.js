// One clear line when something could not be done.
const root = element.querySelector("div");

const draw = ({ text }) => {
  root.replaceChildren();
  if (!text) return;
  const close = { class: "round", type: "button", "aria-label": say("close") };
  root.append(
    el(
      "div",
      { class: "notice" },
      el("p", {}, text),
      el("button", { ...close, onclick: () => root.replaceChildren() }, icon(CROSS)),
    ),
  );
};
