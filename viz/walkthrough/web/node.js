// The box of a node.

import { svg } from "../../web/dom.js";
import { faultAt } from "./live.js";
import { hides } from "./quiz.js";
import { said } from "./sentences.js";
import { drawShape } from "./shapes.js";
import { FAULTS, told, toldOf } from "./telling.js";
import { walk } from "./walk.js";

const REASONS = { "no value": "has no value here", "too large": "gives too large a number here" };

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

/** Show a node's number if it is computed, and its gradient if any of it has arrived. */
export function renderNode(i, handles, traversal) {
  const { element, value, grad, track } = handles;
  const node = walk.nodes[i];
  const isComputed = traversal.computed[i];
  const step = traversal.gradient(i);
  const isWrong = Boolean(step && step.wrong);
  const fault = isComputed ? FAULTS[faultAt(i)] : undefined;
  const data = isComputed ? toldOf(i) : "";
  const gradient = hides(traversal, i) ? "?" : step ? sumOf(step) : "–";
  element.classList.toggle("waiting", !isComputed);
  element.classList.toggle("wrong", isWrong);
  element.classList.toggle("fault", Boolean(fault));
  if (track) track.render();
  if (value) write(value, data);
  if (grad) write(grad, gradient);
  const state = !isComputed ? "no value yet" : fault ? `${node.op} ${REASONS[fault]}` : `value ${data}`;
  const none = traversal.needed[i].length > 0 ? "none yet" : "none";
  const more = node.gradient ? `, gradient ${step ? gradient : none}` : "";
  element.setAttribute("aria-label", `${node.role} ${node.name}, ${state}${more}${isWrong ? ", wrong" : ""}`);
}

// Beside the right gradient a wrong one says why it is wrong.
const sumOf = ({ after, wrong }) => (wrong ? said(`sum ${wrong}`, { sum: told(after) }) : told(after));

function write(text, content) {
  if (text.textContent !== content) text.textContent = content;
}
