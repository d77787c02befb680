// Elements are made only here and get their text only as text nodes: what an item or a message
// says never becomes HTML or JavaScript.
const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
const texts = props.texts[language];

const say = (key, values = {}) =>
  texts[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

const fill = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

const el = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const icon = (path) =>
  svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: path }));

const CROSS = "M6 6l12 12M18 6L6 18";
const THUMB =
  "M3.5 10.5h3v10h-3zM8.5 20.5v-10l4-7.2c1.5.1 2.4 1.3 2.1 2.7l-.8 3.5h5c1.4 0 2.4 1.3 2 2.6l-1.9 6.8" +
  "c-.3 1-1.1 1.6-2.1 1.6z";

// Makes the children of `list` the given nodes; a node that stays is never moved and keeps its focus.
const place = (list, nodes) => {
  const staying = new Set(nodes);
  for (const child of [...list.children]) if (!staying.has(child)) child.remove();
  nodes.forEach((node, n) => {
    if (list.children[n] !== node) list.insertBefore(node, list.children[n] ?? null);
  });
};

// New children for `parent`; focus that was on an old one stays near.
const replace = (parent, ...nodes) => {
  const held = parent.contains(document.activeElement);
  parent.replaceChildren(...nodes.filter((node) => node !== null));
  if (held) (parent.querySelector("button") ?? parent).focus();
};

// A random key for one click, so that its vote is recorded once however often it arrives.
const key = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
