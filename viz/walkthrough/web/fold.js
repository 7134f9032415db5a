// Folded boxes: a neuron or a layer as one box, and the cluster around one that is unfolded.

import { svg } from "../../web/dom.js";
import { cellText } from "./inside.js";
import { drawShape, rounded } from "./shapes.js";

const TRIANGLE = { folded: "M0 0l7 4.5l-7 4.5z", unfolded: "M0 1h9l-4.5 7z" };
const NOT_YET = "–";

/** Draw a folded box; return handles of the cells that change. */
export function drawGroup(group, box, parent) {
  const [x, y, w, h] = box;
  const element = svg("g", { class: "node group", role: "button", "aria-expanded": "false" }, parent);
  drawShape("group", box, element);
  if (group.result) svg("path", { class: "inner", d: rounded([x + 2.5, y + 2.5, w - 5, h - 5], 2) }, element);
  svg("path", { class: "mark", d: TRIANGLE.folded, transform: `translate(${x + 7} ${y + 4.5})` }, element);
  drawHead(group, x + 18, y + 13, element);
  const cells = group.cells.map((cell) => drawCell(cell, x, y, element));
  return { element, box, cells };
}

function drawHead(group, x, y, parent) {
  const head = svg("text", { class: "head folded", x, y }, parent, group.short);
  svg("tspan", { class: "notes", dx: 5 }, head, group.notes);
  return head;
}

function drawCell(cell, x, y, parent) {
  svg("text", { class: "key", x: x + cell.x, y: y + cell.y }, parent, cell.key);
  return svg("text", { class: `cell ${cell.kind}-cell`, x: x + cell.shown, y: y + cell.y }, parent);
}

/** Show what the cells of a folded box hold. */
export function renderGroup(group, { element, cells }, traversal) {
  const shown = {};
  group.cells.forEach((cell, k) => {
    if (cell.kind === "parameters") return;
    shown[cell.kind] = cellText(group, cell.kind, traversal);
    if (cells[k].textContent !== shown[cell.kind]) cells[k].textContent = shown[cell.kind];
  });
  element.classList.toggle("waiting", shown.data === NOT_YET);
  element.setAttribute("aria-label", told(group, shown));
}

function told(group, shown) {
  const outputs = group.outputs.length === 1 ? "output" : `${group.outputs.length} outputs`;
  const count = group.cells.find((cell) => cell.kind === "parameters").key;
  const phrases = [group.title, "folded", `${outputs} ${shown.data}`];
  if (shown.grad) phrases.push(`gradient ${shown.grad}`);
  phrases.push(count);
  if (shown.size) phrases.push(`size of gradient ${shown.size}`);
  return phrases.join(", ");
}

export function drawCluster([x, y, width, height], parent) {
  svg("rect", { class: "cluster", x, y, width, height, rx: 10 }, parent);
}

/** Draw the frame of a neuron, with its name, which a click does not fold. */
export function drawFrame([title, x, y, width, height, left, top], parent) {
  const element = svg("g", { "aria-hidden": "true" }, parent);
  svg("rect", { class: "frame", x, y, width, height, rx: 6 }, element);
  svg("text", { class: "frame-title", x: left + 6, y: top + 12 }, element, title);
}

/** Draw the title of the cluster, the button that folds the group again. */
export function drawTitle(group, [x, y], parent) {
  const label = `${group.title}, unfolded. Fold it`;
  const element = svg("g", { class: "title", role: "button", "aria-expanded": "true", "aria-label": label }, parent);
  svg("rect", { x: x + 8, y: y + 6, height: 20, width: group.titleWidth - 8, rx: 5 }, element);
  svg("path", { class: "mark", d: TRIANGLE.unfolded, transform: `translate(${x + 14} ${y + 11.5})` }, element);
  svg("tspan", { class: "fold", dx: 5 }, drawHead(group, x + 28, y + 20, element), "fold");
  return element;
}
