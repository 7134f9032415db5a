// The box of a node.

import { svg } from "../../web/dom.js";
import { drawShape } from "./shapes.js";

/** Draw a box; return handles of what changes in it. */
export function drawNode(node, box, parent) {
  const [x, y, w, h] = box;
  const element = svg("g", { class: `node ${node.role}${node.leaf ? " leaf" : ""}`, role: "button" }, parent);
  drawShape(node.role, box, element);
  if (node.role === "constant") {
    svg("text", { class: "head", x: x + w / 2, y: y + h / 2 + 3.5 }, element, node.name);
    return { element, box };
  }
  drawHead(node, x + w / 2, y + 17, element);
  const value = drawRow("data", "value", box, 34, element);
  const grad = node.gradient ? drawRow("grad", "grad", box, 50, element) : undefined;
  return { element, box, value, grad };
}

function drawHead(node, x, y, parent) {
  const head = svg("text", { class: "head" + (node.long ? " small" : ""), x, y }, parent);
  if (node.symbol) svg("tspan", { class: "op" }, head, node.symbol);
  svg("tspan", { class: "named" }, head, (node.symbol ? "\u2003" : "") + node.short);
}

function drawRow(key, name, [x, y, w], base, parent) {
  svg("text", { class: "key", x: x + 8, y: y + base }, parent, key);
  return svg("text", { class: name, x: x + w - 8, y: y + base }, parent);
}

/** Show whether a node is computed, and the step that last changed its gradient, if any. */
export function renderNode(node, { element, value, grad }, isComputed, step) {
  const isWrong = Boolean(step && step.wrong);
  element.classList.toggle("waiting", !isComputed);
  element.classList.toggle("wrong", isWrong);
  if (value) value.textContent = isComputed ? node.value : "";
  if (grad) grad.textContent = step ? (isWrong ? "≠ " : "") + step.after : "–";
  const told = isComputed ? `value ${node.value}` : "no value yet";
  const gradient = node.gradient ? `, gradient ${step ? step.after : "none yet"}` : "";
  element.setAttribute("aria-label", `${node.role} ${node.name}, ${told}${gradient}${isWrong ? ", wrong" : ""}`);
}
