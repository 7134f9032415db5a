// An edge of a picture, which stands for one use or, into a folded box, for several.

import { set, svg } from "../../web/dom.js";
import { shown } from "../../web/numbers.js";
import { at } from "./live.js";
import { boxName, isGroup, walk } from "./walk.js";

const ARROW = "M0 0L-11 -3.8V3.8z";

/** Draw an edge, and its number among the labels; return handles. */
export function drawEdge([from, to, uses, d, tip, angle, label, place], parent, labels) {
  const isFine = isGroup(to); // as there are many
  const element = svg("g", { class: `edge${isFine ? " fine" : ""}`, role: "button" }, parent);
  const spline = svg("path", { class: "spline", d }, element);
  svg("path", { class: "hit", d }, element);
  const turn = `translate(${tip}) rotate(${angle}) scale(1 ${isFine ? 0.6 : 1})`;
  svg("path", { class: "arrow", d: ARROW, transform: turn }, element);
  const isSeveral = uses.length > 1;
  const text = svg("text", { class: isSeveral ? "slope count" : "slope" }, labels, isSeveral ? `×${uses.length}` : "");
  set(text, place ? { x: place[0], y: place[1] + 3.5 } : { visibility: "hidden" });
  const box = [label[0] - 40, label[1] - 30, 80, 60];
  return { element, from, to, uses, text, spline, label, box };
}

/**
 * Show along how many of an edge's uses a gradient was passed on; `flows` has those that pass any,
 * and `isAsked` hides the local derivative in a quiz.
 */
export function renderEdge({ element, from, to, uses, text }, passed, flows, isAsked) {
  element.classList.toggle("passed", passed > 0);
  const local = isAsked ? "?" : flows.has(uses[0]) ? shown(at(walk.uses[uses[0]].local)) : "";
  const isSeveral = uses.length > 1;
  if (!isSeveral && !isGroup(to)) text.textContent = passed > 0 ? local : ""; // into groups they are too many
  const slope = local ? `, local derivative ${local}` : "";
  const told = isSeveral ? `, ${uses.length} operands, ${passed} passed on` : slope;
  element.setAttribute("aria-label", `edge from ${boxName(from)} to ${boxName(to)}${told}`);
}
