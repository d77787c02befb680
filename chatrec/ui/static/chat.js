// The conversation. A reply that is still being written comes as `partial`, "" at first, with the
// `message` that it answers and the number of those before.
const root = element.querySelector("[role=log]");
root.setAttribute("aria-label", say("conversation"));

let messages = [];

const said = () => el("p", {}, el("span", { class: "unseen" }), el("span"));

const write = (node, { role, text }) => {
  node.className = `said ${role}${text ? "" : " waiting"}`;
  node.firstChild.textContent = say(role);
  if (node.lastChild.textContent !== text) node.lastChild.textContent = text;
};

const draw = ({ messages: whole, message, partial, after }) => {
  messages = whole ?? messages;
  const asked = [{ role: "user", text: message }, { role: "assistant", text: partial }];
  const all = whole ?? [...messages.slice(0, after), ...asked];
  root.setAttribute("aria-busy", String(!whole));
  while (root.children.length > all.length) root.lastChild.remove();
  all.forEach((one, n) => write(root.children[n] ?? root.appendChild(said()), one));
  root.scrollTop = root.scrollHeight;
  // Gradio leaves its send button without a name.
  document.querySelector("#message .submit-button")?.setAttribute("aria-label", say("send"));
};
