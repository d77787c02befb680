// The conversation. A reply that is still being written comes as `partial`, "" at first.
const root = element.querySelector("[role=log]");
root.setAttribute("aria-label", say("conversation"));

let messages = [];

const said = ({ role }) => el("p", { class: `said ${role}` }, el("span", { class: "unseen" }, say(role)), el("span"));

const draw = ({ messages: whole, partial }) => {
  messages = whole ?? messages;
  const writing = partial !== undefined;
  const all = writing ? [...messages, { role: "assistant", text: partial }] : messages;
  root.setAttribute("aria-busy", String(writing));
  while (root.children.length > all.length) root.lastChild.remove();
  all.forEach((one, n) => {
    const node = root.children[n] ?? root.appendChild(said(one));
    if (node.lastChild.textContent !== one.text) node.lastChild.textContent = one.text;
    node.classList.toggle("waiting", !one.text);
  });
  root.scrollTop = root.scrollHeight;
  // Gradio leaves its send button without a name.
  document.querySelector("#message .submit-button")?.setAttribute("aria-label", say("send"));
};
