// What is said of the step that has just been done: a heading, words and lines of mathematics.

import { html } from "../../web/dom.js";
import { shown } from "../../web/numbers.js";
import { groupForward, groupBackward } from "./inside.js";
import { at, dataOf } from "./live.js";
import { isHidden } from "./quiz.js";
import { equal, filled, inProduct, said } from "./sentences.js";
import { changedBy, folds, groupOf, isBackward, isForward, quoted, reads, ruleOf, walk } from "./walk.js";

const nameOf = (i) => walk.nodes[i].name;
const root = walk.nodes.length - 1;

export function captionOf(traversal, picture) {
  const { step } = traversal;
  if (step && folds && picture.isInside(step)) return ofInside(traversal, picture.boxOf(step));
  const [heading, words, lines] = ofStep(traversal);
  if (!step || !folds) return [heading, words, lines];
  return [picture.heading(step) || heading, [words, ...picture.whereabouts(step)].join(" "), lines];
}

function ofInside(traversal, box) {
  const tell = isBackward(traversal.step) ? groupBackward : groupForward;
  return tell(groupOf(box), traversal);
}

function ofStep(traversal) {
  const { step } = traversal;
  if (!step) return [said("start"), said("start words"), []];
  if (isForward(step)) return forward(step);
  return isBackward(step) ? backward(step, traversal) : seed(step);
}

function forward({ node }) {
  const { name, formula = "", numbers = "" } = walk.nodes[node];
  const operands = [...new Set(reads[node])].map(nameOf).join(" and ");
  const line = equal(quoted(node), formula, filled(numbers), shown(dataOf(node)));
  return [said("forward", { node: name }), said("computed", { node: name, operands }), [line]];
}

function seed({ node, after }) {
  const holes = { node: nameOf(node) };
  return [said("seed", holes), said("seeded", holes), [equal(slope(root, node), shown(at(after)))]];
}

function backward(step, traversal) {
  const [node, receiver] = [ruleOf(step), changedBy(step)];
  const [target, upstream] = [slope(root, receiver), slope(root, node)];
  const contribution = isHidden(step) ? "?" : shown(at(step.by));
  const holes = { target, upstream, slope: slope(node, receiver), product: product(step), contribution };
  const words = traversal.right ? fault(step, traversal) : sum(step, traversal);
  return [
    said("backward", { node: nameOf(node), receiver: nameOf(receiver) }),
    words,
    [said("rule", holes), ...(isHidden(step) ? [] : [slopeInFull(step.use), running(step, target, contribution)])],
  ];
}

function running(step, target, contribution) {
  if (step.before === undefined) return said("first", { target, contribution });
  const [before, after] = [shown(at(step.before)), shown(at(step.after))];
  return said("sum", { target, before, addend: inProduct(contribution), after });
}

function sum(step, traversal) {
  const [node, receiver] = [nameOf(ruleOf(step)), nameOf(changedBy(step))];
  const count = traversal.needed[changedBy(step)].length - step.turn;
  const kind = count === 0 ? "complete" : count === 1 ? "one more" : "more";
  return said("passes", { node, receiver, rest: said(kind, { receiver, count }) });
}

function fault(step, { right }) {
  const holes = { node: nameOf(ruleOf(step)), upstream: shown(at(step.upstream)) };
  return said(step.fault || "in time", { ...holes, right: shown(at(right.ends.get(ruleOf(step)))) });
}

const slope = (node, operand) => `∂${quoted(node)}/∂${quoted(operand)}`;

/** Write the local derivative along a use: sign, formula and numbers. */
export function slopeInFull(k) {
  const { from, to, local, formula, numbers } = walk.uses[k];
  return equal(slope(to, from), formula, filled(numbers), shown(at(local)));
}

/** Write upstream times local of a step. */
export function product(step) {
  const local = isHidden(step) ? "?" : shown(at(walk.uses[step.use].local));
  return `${shown(at(step.upstream))} × ${inProduct(local)}`;
}

export function renderCaption([heading, words, lines], host) {
  host.replaceChildren();
  html("h3", {}, host, heading);
  html("p", {}, host, words);
  const box = html("div", { class: "lines" }, host);
  for (const line of lines) { // wraps before a sign
    const paragraph = html("p", {}, box);
    for (const side of line.split(/(?= (?:=|\+=|·) )/)) html("span", {}, paragraph, side);
  }
}
