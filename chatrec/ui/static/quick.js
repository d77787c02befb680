// What can be said with one click: example requests at the start, answers to a question later.
const root = element.querySelector("div");

const choice = (text) =>
  el("button", { class: "choice", type: "button", onclick: () => trigger("pick", { text }) }, text);

const greeting = () => [
  el("h2", {}, say("greeting")),
  el("p", { class: "muted" }, say("tagline")),
];

const draw = ({ fresh, question, choices }) => {
  const offered = fresh ? texts.examples : choices;
  const label = fresh ? say("start") : question || say("answers");
  const group = { class: "choices", role: "group", "aria-label": label };
  root.className = fresh ? "quick fresh" : "quick";
  root.replaceChildren(
    ...(fresh ? greeting() : []),
    ...(offered.length ? [el("div", group, ...offered.map(choice))] : []),
  );
};
