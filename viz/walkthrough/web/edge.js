// An edge of a picture, which stands for one use or, into a folded box, for several.

import { set, svg } from "../../web/dom.js";
import { dataOf } from "./live.js";
import { pointAt, pointsOn } from "./points.js";
import { told } from "./telling.js";
import { boxName, isGroup, readsBy, walk } from "./walk.js";

const ARROW = "M0 0L-11 -3.8V3.8z";
const AGAINST = { away: 6, length: 13, half: 6 }; // of the arrow to the operand

/** Draw an edge, and its number among the labels; return handles. */
export function drawEdge([from, to, uses, d, tip, angle, label, place], parent, labels) {
  const isFine = isGroup(to); // as there are many
  const element = svg("g", { class: `edge${isFine ? " fine" : ""}`, role: "button" }, parent);
  svg("path", { class: "spline", d }, element);
  svg("path", { class: "hit", d }, element);
  const turn = `translate(${tip}) rotate(${angle}) scale(1 ${isFine ? 0.6 : 1})`;
  svg("path", { class: "arrow", d: ARROW, transform: turn }, element);
  const isSeveral = uses.length > 1;
  const text = svg("text", { class: isSeveral ? "slope count" : "slope" }, labels, isSeveral ? `×${uses.length}` : "");
  set(text, place ? { x: place[0], y: place[1] + 3.5 } : { visibility: "hidden" });
  const box = [label[0] - 40, label[1] - 30, 80, 60];
  return { element, from, to, uses, text, d, label, place, box };
}

/**
 * Show along how many of an edge's uses a gradient was passed on, and at a `where` whether it is the
 * branch that is taken; `isAsked` hides the local derivative in a quiz.
 */
export function renderEdge({ element, from, to, uses, text }, { passed, flows, computed }, isAsked) {
  const done = uses.filter((k) => passed[k].length > 0).length;
  const isTaken = uses.length === 1 && computed[to] ? branch(uses[0]) : undefined;
  element.classList.toggle("passed", done > 0);
  element.classList.toggle("taken", isTaken === true);
  element.classList.toggle("left", isTaken === false);
  const local = isAsked ? "?" : flows.has(uses[0]) ? told(walk.uses[uses[0]].local) : "";
  const isSeveral = uses.length > 1;
  if (!isSeveral && !isGroup(to)) write(text, done > 0 ? local : ""); // into groups they are too many
  const slope = local ? `, local derivative ${local}` : "";
  const state = isSeveral ? `, ${uses.length} operands, ${done} passed on` : slope;
  const choice = isTaken === undefined ? "" : isTaken ? ", taken" : ", not taken";
  element.setAttribute("aria-label", `edge from ${boxName(from)} to ${boxName(to)}${choice}${state}`);
}

// Of a `where`, whether a use is the branch that it takes; undefined for its condition, and elsewhere.
function branch(k) {
  const { to } = walk.uses[k];
  const [condition, yes, no] = readsBy[to];
  if (walk.nodes[to].op !== "where" || k === condition) return undefined;
  return k === (dataOf(walk.uses[condition].from) === 0 ? no : yes);
}

function write(text, content) {
  if (text.textContent !== content) text.textContent = content;
}

/** Return the curves of several edges as one. */
export const joined = (edges) => edges.map(({ d }) => d).join("");

/** Return the arrow that points against an edge, at the operand. */
export function against({ d }) {
  const points = pointsOn(d);
  const { away, length, half } = AGAINST;
  const [[x, y], [u, v]] = [away, away + length].map((distance) => pointAt(points, distance));
  const size = Math.hypot(u - x, v - y) || 1;
  const [across, down] = [(half * (v - y)) / size, (half * (x - u)) / size];
  const corners = [[x, y], [u + across, v + down], [u - across, v - down]];
  return `M${corners.map((corner) => corner.map((z) => z.toFixed(1)).join(" ")).join("L")}z`;
}
