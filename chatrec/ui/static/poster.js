// Posters are drawn: the most telling genre gives palette, lettering and motifs, the next one
// tints it, and the item's id chooses, so that an item always looks the same.
// genre: [motifs, deep colour, light colour, accent, lettering], the most telling first
const STYLES = {
  Horror: ["moon eye skyline", "#12090d", "#5c1622", "#e2553f", "narrow"],
  Western: ["peaks horizon lanes", "#5d2c14", "#c47a3e", "#ffd79a", "narrow"],
  "Science Fiction": ["orbit horizon tiles arcs eye", "#101b38", "#3c62a3", "#f2c96b", "wide"],
  War: ["rays lanes peaks", "#2b301f", "#6b734a", "#d8c58b", "narrow"],
  Animation: ["bubbles arcs horizon waves", "#22508f", "#4aa3c4", "#ffd76a", "bold"],
  Musical: ["rays arcs bubbles", "#4d174f", "#a63c86", "#ffd3ec", "bold"],
  Music: ["arcs rays tiles", "#4d174f", "#a63c86", "#ffd3ec", "bold"],
  Romance: ["discs waves arcs", "#6b2139", "#c46578", "#ffd9cc", "serif"],
  Fantasy: ["moon arcs peaks orbit", "#2b1d52", "#6d4c9c", "#f3d9ff", "serif"],
  Documentary: ["frames tiles eye", "#26332e", "#5f7b6e", "#dfe8d8", "wide"],
  Sport: ["lanes arcs rays", "#17472b", "#4c9152", "#f4f1c8", "narrow"],
  Mystery: ["eye moon frames tiles", "#102329", "#2d626b", "#d7e5a0", "serif"],
  Crime: ["skyline lanes tiles frames", "#171d27", "#465266", "#e8b04b", "narrow"],
  History: ["frames arcs rays", "#4a351d", "#96733f", "#f3e3c0", "serif"],
  Family: ["bubbles horizon arcs", "#2b6253", "#6fae88", "#ffe08a", "bold"],
  Thriller: ["lanes eye skyline tiles", "#14181f", "#3b4452", "#d9534f", "narrow"],
  Comedy: ["bubbles tiles discs rays", "#94420f", "#d98a2b", "#fff0c2", "bold"],
  Adventure: ["peaks horizon waves", "#173f3c", "#4f8d6d", "#f6d58b", "wide"],
  Action: ["lanes rays tiles", "#651818", "#bd4a23", "#ffd08a", "narrow"],
  Drama: ["waves discs frames horizon", "#2b2844", "#6c608d", "#f0d9c0", "serif"],
};
const PLAIN = ["waves arcs tiles frames", "#26323c", "#5c7180", "#dfe6ea", "wide"];

// A repeatable stream of numbers in [0, 1) from a text: FNV-1a, then a linear congruence.
const numbers = (text) => {
  let state = 2166136261;
  for (const c of text) state = Math.imul(state ^ c.codePointAt(0), 16777619) >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
};

const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const circle = (cx, cy, r, more = {}) => svg("circle", { cx, cy, r, ...more });
const path = (d, more = {}) => svg("path", { d, ...more });
const line = { fill: "none", stroke: "currentColor" };

// Each draws on 120 by 180, in the accent colour.
const MOTIFS = {
  moon: (next) => [
    circle(30 + 60 * next(), 42 + 14 * next(), 22 + 8 * next()),
    ...times(14, () => circle(120 * next(), 110 * next(), 0.4 + 0.7 * next(), { opacity: 0.7 })),
    path("M0 150 Q30 120 60 142 T120 128 V180 H0Z", { fill: "#000", opacity: 0.35 }),
  ],
  orbit: (next) => {
    const [x, y, tilt] = [40 + 40 * next(), 52 + 16 * next(), -35 + 70 * next()];
    const ring = (rx) => svg("ellipse", { cx: x, cy: y, rx, ry: rx / 3, ...line, "stroke-width": 1.1 });
    return [
      circle(x, y, 19),
      svg("g", { transform: `rotate(${tilt} ${x} ${y})` }, ring(34), ring(46)),
      ...times(18, () => circle(120 * next(), 180 * next(), 0.4 + 0.6 * next(), { opacity: 0.8 })),
    ];
  },
  peaks: (next) => [
    circle(35 + 50 * next(), 46, 15),
    ...times(3, (i) => {
      const [top, y] = [120 * next(), 78 + 22 * i];
      return path(`M-40 180 L${top} ${y} L160 180Z`, { fill: "#000", opacity: 0.22 + 0.1 * i });
    }),
  ],
  bubbles: (next) =>
    times(9, () => circle(120 * next(), 130 * next(), 5 + 17 * next(), { opacity: 0.25 + 0.5 * next() })),
  discs: (next) => {
    const [x, r] = [46 + 10 * next(), 24 + 8 * next()];
    return [circle(x, 62, r, { opacity: 0.8 }), circle(x + r, 62, r, { opacity: 0.55 })];
  },
  rays: (next) => {
    const x = 30 + 60 * next();
    return times(9, (i) =>
      path(`M${x} 128 L${i * 30 - 75} -20 L${i * 30 - 62} -20Z`, { opacity: 0.2 + 0.35 * next() }),
    );
  },
  frames: (next) =>
    times(4, (i) => {
      const inset = 14 + i * 11;
      const size = { width: 120 - 2 * inset, height: 116 - 2 * inset, "stroke-width": 1 + 2 * next() };
      return svg("rect", { x: inset, y: inset, ...size, ...line, opacity: 0.85 - 0.15 * i });
    }),
  skyline: (next) =>
    times(9, (i) => {
      const height = 40 + 70 * next();
      return svg("rect", { x: i * 14 - 3, y: 150 - height, width: 11, height: height + 30, opacity: 0.18 + 0.4 * next() });
    }),
  lanes: (next) => {
    const slope = 30 + 60 * next();
    return times(5, (i) =>
      path(`M${i * 34 - 50} 130 l${slope} -140 h${4 + 9 * next()} l${-slope} 140Z`, { opacity: 0.25 + 0.5 * next() }),
    );
  },
  horizon: (next) => {
    const [y, r] = [78 + 16 * next(), 22 + 8 * next()];
    const stripe = (i) => path(`M0 ${y + 4 + i * i * 2.2} H120`, { ...line, "stroke-width": 1.2, opacity: 0.7 });
    return [path(`M${60 - r} ${y} A${r} ${r} 0 0 1 ${60 + r} ${y}Z`), ...times(6, stripe)];
  },
  eye: (next) => {
    const [y, open] = [54 + 14 * next(), 22 + 16 * next()];
    const lid = `M14 ${y} Q60 ${y - 2 * open} 106 ${y} Q60 ${y + 2 * open} 14 ${y}Z`;
    return [path(lid, { ...line, "stroke-width": 1.6 }), circle(60, y, open * 0.62), circle(60, y, 6, { fill: "#000" })];
  },
  arcs: (next) => {
    const [x, width] = [next() < 0.5 ? 0 : 120, 3 + 5 * next()];
    return times(6, (i) =>
      circle(x, 0, 20 + 17 * i, { ...line, "stroke-width": width, opacity: 0.85 - 0.12 * i }),
    );
  },
  tiles: (next) =>
    times(24, (i) => {
      const [x, y] = [(i % 4) * 30, Math.floor(i / 4) * 22];
      const corner = next() < 0.5 ? `M${x} ${y} h30 v22Z` : `M${x} ${y} v22 h30Z`;
      return path(corner, { opacity: 0.08 + 0.5 * next() ** 2 });
    }),
  waves: (next) =>
    times(6, (i) => {
      const [y, lift] = [34 + 16 * i, 8 + 14 * next()];
      return path(`M-10 ${y} Q20 ${y - lift} 60 ${y} T130 ${y}`, { ...line, "stroke-width": 1 + 4 * next(), opacity: 0.75 });
    }),
};

// Letters as large as the longest word allows, smaller for a long title, in percent of the width.
// A word of a script that breaks anywhere is one character.
const lettersize = (title) => {
  const words = title.match(/[^\s\-\u2e80-\uffff]+/g) ?? [""];
  const longest = Math.max(...words.map((word) => word.length));
  return Math.min(title.length > 26 ? 12.5 : title.length > 13 ? 14.5 : 17, 122 / longest);
};

const poster = ({ id, title, tags, year }) => {
  const [main = PLAIN, tint = main] = Object.keys(STYLES)
    .filter((genre) => tags.includes(genre))
    .map((genre) => STYLES[genre]);
  const next = numbers(id);
  const motifs = main[0].split(" ");
  const motif = MOTIFS[motifs[Math.floor(next() * motifs.length)]];
  const drawing = svg("svg", { viewBox: "0 0 120 180" }, svg("g", { fill: "currentColor" }, ...motif(next)));
  const [, deep, , accent, lettering] = main;
  const style = `--deep:${deep};--light:${tint[2]};--accent:${accent};--letters:${lettersize(title)}`;
  return el(
    "div",
    { class: `poster ${lettering}`, style, "aria-hidden": "true" },
    drawing,
    el("p", {}, title),
    year ? el("small", {}, String(year)) : null,
  );
};
