// The outlines of boxes, as paths.

import { svg } from "../../web/dom.js";

const SHAPES = {
  constant: ([x, y, w, h]) => `M${x} ${y + h / 2}a${w / 2} ${h / 2} 0 1 0 ${w} 0a${w / 2} ${h / 2} 0 1 0 ${-w} 0z`,
  input: ([x, y, w, h]) => `M${x} ${y}h${w}v${h}h${-w}z`,
  parameter: ([x, y, w, h]) => `M${x} ${y}h${w - 8}l8 8v${h - 8}h${-w}z`,
  operation: (box) => rounded(box, 8),
  result: (box) => rounded(box, 8),
  group: ([x, y, w, h]) => `M${x} ${y}h${w - 34}l5 -4h24l5 4v${h}h${-w}z`,
};
const INNER = {
  parameter: ([x, y, w]) => `M${x + w - 8} ${y}v8h8`,
  result: ([x, y, w, h]) => rounded([x + 3, y + 3, w - 6, h - 6], 6),
};

export function rounded([x, y, w, h], r) {
  const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}z`;
}

export function drawShape(role, box, parent) {
  const [x, y, w, h] = box;
  const apart = role === "group" ? 2 : 4;
  svg("path", { class: "ring", d: rounded([x - apart, y - apart, w + 2 * apart, h + 2 * apart], 7 + apart) }, parent);
  svg("path", { class: "shape", d: SHAPES[role](box) }, parent);
  if (INNER[role]) svg("path", { class: "inner", d: INNER[role](box) }, parent);
}
