document.documentElement.lang = language;

const draw = () => {};

element.querySelector("header").append(
  el("h1", {}, say("title")),
  el("button", { class: "plain", type: "button", onclick: () => trigger("renew") }, say("new_chat")),
);
