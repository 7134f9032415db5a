"use strict";
// The data of the walk, and how nodes and lines are drawn. The page computes no number: steps, sums
// and sentences stand in the data. Labels reach the page as text nodes only.

const walk = JSON.parse(document.getElementById("walk").textContent);
const byId = (id) => document.getElementById(id);

const users = walk.nodes.map(() => []); // the edges that leave each node
walk.edges.forEach((edge, i) => users[edge.from].push(i));
const operands = walk.nodes.map(() => []);
walk.edges.forEach((edge) => operands[edge.to].push(edge.from));
const folds = walk.groups.length > 0;

const minus = (text) => text.replaceAll("-", "−");

function html(name, className, parent, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

function svg(name, attributes, parent, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text) element.append(text);
  parent.append(element);
  return element;
}

const SHAPES = {
  constant: ([x, y, w, h]) => `M${x} ${y + h / 2}a${w / 2} ${h / 2} 0 1 0 ${w} 0a${w / 2} ${h / 2} 0 1 0 ${-w} 0z`,
  input: ([x, y, w, h]) => `M${x} ${y}h${w}v${h}h${-w}z`,
  parameter: ([x, y, w, h]) => `M${x} ${y}h${w - 8}l8 8v${h - 8}h${-w}z`,
  operation: (box) => rounded(box, 8),
  result: (box) => rounded(box, 8),
};
const INNER = {
  parameter: ([x, y, w]) => `M${x + w - 8} ${y}v8h8`,
  result: ([x, y, w, h]) => rounded([x + 3, y + 3, w - 6, h - 6], 6),
};

function rounded([x, y, w, h], r) {
  const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}z`;
}

function drawNode(node, box, parent) {
  const [x, y, w, h] = box;
  const group = svg("g", { class: `node ${node.role}${node.leaf ? " leaf" : ""}`, role: "button" }, parent);
  drawShape(node.role, box, group);
  const view = { group, box };
  const middle = x + w / 2;
  if (node.role === "constant") {
    svg("text", { class: "head", x: middle, y: y + h / 2 + 3.5 }, group, node.name);
    return view;
  }
  const head = svg("text", { class: "head" + (node.long ? " small" : ""), x: middle, y: y + 17 }, group);
  if (node.symbol) svg("tspan", { class: "op" }, head, node.symbol);
  svg("tspan", { class: "named" }, head, (node.symbol ? " " : "") + node.short);
  svg("text", { class: "key", x: x + 8, y: y + 34 }, group, "data");
  view.value = svg("text", { class: "value", x: x + w - 8, y: y + 34 }, group);
  if (node.gradient) {
    svg("text", { class: "key", x: x + 8, y: y + 50 }, group, "grad");
    view.grad = svg("text", { class: "grad", x: x + w - 8, y: y + 50 }, group);
  }
  return view;
}

function drawShape(role, box, group) {
  const [x, y, w, h] = box;
  const apart = role === "group" ? 2 : 4;
  svg("path", { class: "ring", d: rounded([x - apart, y - apart, w + 2 * apart, h + 2 * apart], 7 + apart) }, group);
  svg("path", { class: "shape", d: SHAPES[role](box) }, group);
  if (INNER[role]) svg("path", { class: "inner", d: INNER[role](box) }, group);
}

function drawLine([from, to, edges, path, tip, angle, [x, y]], parent, labels) {
  const isFine = isGroup(to); // as there are many
  const group = svg("g", { class: `edge${isFine ? " fine" : ""}`, role: "button" }, parent);
  const line = svg("path", { class: "line", d: path }, group);
  svg("path", { class: "hit", d: path }, group);
  svg("path", { class: "arrow", d: "M0 0L-11 -3.8V3.8z", transform: `translate(${tip}) rotate(${angle}) scale(1 ${isFine ? 0.6 : 1})` }, group);
  const text = svg("text", { class: edges.length > 1 ? "slope count" : "slope" }, labels, edges.length > 1 ? `×${edges.length}` : "");
  const [textX, textY] = folds && edges.length === 1 ? before(tip, angle) : [x, y];
  text.setAttribute("x", textX);
  text.setAttribute("y", textY + (folds ? -3 : 3.5));
  return { group, from, to, edges, text, path: line, label: [x, y], box: [x - 40, y - 30, 80, 60] };
}

// Beside an arrow, where the edges of a folded graph are apart that run close together.
function before([x, y], angle) {
  const turn = (angle * Math.PI) / 180;
  const across = Math.max(0.8, Math.abs(Math.cos(turn))) * Math.sign(Math.cos(turn));
  return [x - 28 * across, y - 18 * Math.sin(turn)];
}
