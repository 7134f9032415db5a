// What is said of what has just been done: a heading, words and lines of mathematics.

import { html } from "../../web/dom.js";
import { groupBackward, groupForward, normIn } from "./inside.js";
import { dataOf } from "./live.js";
import { isHidden } from "./quiz.js";
import { equal, filled, inProduct, said } from "./sentences.js";
import { Names, namesOf } from "./screen.js";
import { told, toldOf } from "./telling.js";
import {
  changedBy, groupOf, isBackward, isComparison, isEnd, isForward, isGroup, reads, ruleOf, usesOf, walk,
} from "./walk.js";

export const MOST_LINES = 8;
const RULE_LINES = 3; // of a single step, the first of which says most
const root = walk.nodes.length - 1;

/** Return the caption of a step, nothing at the start, in the names that a picture shows. */
export function captionOf(step, traversal, picture) {
  if (!step) return [said("start"), said("start words"), []];
  return captionIn(namesOf([step], picture), step, traversal, picture);
}

/** Return it in names that are given. */
export function captionIn(names, step, traversal, picture) {
  if (picture.isInside(step)) return ofInside(step, traversal, picture);
  if (isEnd(step)) return allGradients(traversal, picture);
  if (isForward(step)) return forward(step, names);
  return isBackward(step) ? backward(step, traversal, names) : seed(step, names);
}

function ofInside(step, traversal, picture) {
  const tell = isBackward(step) ? groupBackward : groupForward;
  return tell(groupOf(picture.boxOf(step)), traversal, picture);
}

// ---- forward ----

function forward({ node }, names) {
  const { numbers = "" } = walk.nodes[node];
  const line = equal(names.quoted(node), names.filled(walk.nodes[node]), filled(numbers), toldOf(node));
  return [said("forward", { node: names.of(node) }), computed(node, names), [line]];
}

/** Say what a node was computed from, and which branch a `where` has taken. */
export function computed(node, names) {
  const named = (i) => names.of(i);
  if (walk.nodes[node].op === "where") return chosen(reads[node], { node: named(node) }, named);
  const operands = [...new Set(reads[node])].map(named).join(" and ");
  const words = said("computed", { node: named(node), operands });
  return isComparison(node) ? `${words} ${said("compared")}` : words;
}

function chosen([condition, a, b], holes, named) {
  const number = dataOf(condition);
  const given = { ...holes, condition: named(condition), number: toldOf(condition) };
  return number === 0 ? said("chosen other", { ...given, operand: named(b) }) : said("chosen", { ...given, operand: named(a) });
}

// ---- backward ----

function seed({ node, after }, names) {
  const holes = { node: names.of(node) };
  return [said("seed", holes), said("seeded", holes), [equal(slope(root, node, names), told(after))]];
}

function backward(step, traversal, names) {
  const holes = { node: names.of(ruleOf(step)), receiver: names.of(changedBy(step)) };
  const words = traversal.right ? fault(step, holes, traversal) : sum(step, holes, traversal, names);
  const lines = isHidden(step) ? [] : [slopeInFull(step.use, names), running(step, names)];
  return [said("backward", holes), words, [ruleLine(step, names), ...lines]];
}

/** Write what a step adds to a gradient, in numbers alone. */
export const shortRule = (step, names) => said("rule root", numbersOf(step, names));

function ruleLine(step, names) {
  const node = ruleOf(step);
  if (node === root) return shortRule(step, names);
  const inside = names.isHidden(node) && said("inside gradient", { node: names.of(node) });
  const signs = { upstream: inside || slope(root, node, names), slope: localSign(step.use, names) };
  return said("rule", { ...numbersOf(step, names), ...signs });
}

const numbersOf = (step, names) => ({
  target: slope(root, changedBy(step), names),
  product: product(step),
  contribution: isHidden(step) ? "?" : told(step.by),
});

function running(step, names) {
  const [target, contribution] = [slope(root, changedBy(step), names), told(step.by)];
  if (step.before === undefined) return said("first", { target, contribution });
  const [before, after] = [told(step.before), told(step.after)];
  return said("sum", { target, before, addend: inProduct(contribution), after });
}

function sum(step, holes, traversal, names) {
  const node = ruleOf(step);
  const count = traversal.needed[changedBy(step)].length - step.turn;
  const rest = said(count === 0 ? "complete" : count === 1 ? "one more" : "more", { ...holes, count });
  const kind = node === root ? "passes root" : names.isHidden(node) ? "passes inside" : "passes";
  return said(kind, { ...holes, rest });
}

function fault(step, { node }, { right }) {
  const numbers = { upstream: told(step.upstream), right: told(right.ends.get(ruleOf(step))) };
  return said(step.fault || "in time", { node, ...numbers });
}

const slope = (node, operand, names) => `∂${names.quoted(node)}/∂${names.quoted(operand)}`;

// ∂c/∂a, unless that is more than what this one edge adds to it.
function localSign(k, names) {
  const { from, to } = walk.uses[k];
  const isRepeated = reads[to].filter((i) => i === from).length > 1;
  const isWhole = to === root && usesOf[from].length > 1;
  return names.isHidden(to) || isRepeated || isWhole ? said("along") : slope(to, from, names);
}

/** Write the local derivative along a use: what it is called, formula and numbers. */
export function slopeInFull(k, names) {
  const { to, local, numbers } = walk.uses[k];
  return equal(localSign(k, names), names.isHidden(to) ? "" : names.filled(walk.uses[k]), filled(numbers), told(local));
}

/** Write upstream times local of a step. */
export function product(step) {
  const local = isHidden(step) ? "?" : told(walk.uses[step.use].local);
  return `${told(step.upstream)} × ${inProduct(local)}`;
}

// ---- the end ----

function allGradients(traversal, picture) {
  const ids = [...picture.boxes.keys()];
  const names = new Names(picture, ids.filter((id) => !isGroup(id) && walk.nodes[id].leaf));
  const lines = ids.flatMap((id) => (isGroup(id) ? ofBox(id, traversal) : ofLeaf(id, traversal, names)));
  return [said("all"), said("all words", { root: walk.nodes[root].name }), atMost(lines)];
}

function ofBox(id, traversal) {
  const gradient = normIn(groupOf(id), traversal);
  return gradient === undefined ? [] : [said("all of a box", { box: groupOf(id).title, gradient })];
}

function ofLeaf(i, { ends, right }, names) {
  if (!walk.nodes[i].leaf || !walk.nodes[i].gradient) return [];
  const [target, end] = [slope(root, i, names), ends.get(i)];
  const gradient = end === undefined ? "–" : told(end);
  const complete = right && end !== undefined ? told(right.ends.get(i)) : gradient;
  if (complete === gradient) return [said("all of a leaf", { target, gradient })];
  return [said("all wrong", { target, gradient, right: complete })];
}

/** Leave out of so many lines all but the first ones, and say how many. */
export function atMost(lines, count = lines.length) {
  if (count <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), said("all others", { count: count - MOST_LINES + 1 })];
}

// ---- showing ----

/** Show a caption where it is not shown already. */
export function renderCaption(caption, host) {
  const key = JSON.stringify(caption);
  if (host.dataset.told === key) return;
  host.dataset.told = key;
  const [heading, words, lines] = caption;
  host.replaceChildren();
  html("h3", {}, host, heading);
  html("p", {}, host, words);
  const box = html("div", { class: lines.length > RULE_LINES ? "lines many" : "lines" }, host);
  for (const line of lines) { // wraps before a sign, and between cases
    const paragraph = html("p", {}, box);
    for (const side of line.split(/(?= (?:=|\+=|·) )|(?<=;)(?= )/)) html("span", {}, paragraph, side);
  }
}
