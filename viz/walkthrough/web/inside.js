// What a folded box holds: the numbers of its outputs, their gradients, the norm of its parameters'.

import { shown } from "../../web/numbers.js";
import { at } from "./live.js";
import { hides } from "./quiz.js";
import { Names } from "./screen.js";
import { counted, equal, inProduct, said } from "./sentences.js";
import { NO_VALUE, isThere, told, toldOf } from "./telling.js";
import { changedBy, isBackward, isForward, ruleOf, walk } from "./walk.js";

const NOT_YET = "–";
const MOST_OUTPUTS = 3; // that are written one by one, as in a drawing

/** Write what a cell of a folded box shows at the moment. */
export function cellText(group, kind, traversal) {
  if (kind === "data") return data(group, traversal);
  return kind === "grad" ? gradients(group, traversal) : norm(group, traversal);
}

function data({ outputs }, { computed }) {
  return outputs.every((i) => computed[i]) ? summary(outputs.map(placeOf)) : NOT_YET;
}

function gradients({ outputs }, traversal) {
  if (outputs.some((i) => hides(traversal, i))) return "?";
  const steps = outputs.map((i) => traversal.gradient(i));
  return summary(steps.map((step) => step && step.after));
}

const placeOf = (i) => walk.nodes[i].data;

/** Write a few numbers, by their places, one by one, many as the least and the largest, unknown ones as –. */
function summary(places) {
  const known = places.filter((place) => place !== undefined);
  if (known.length === 0) return NOT_YET;
  if (places.length <= MOST_OUTPUTS) return places.map((place) => (place === undefined ? NOT_YET : told(place))).join(", ");
  if (!known.every(isThere)) return NO_VALUE;
  const numbers = known.map(at);
  const ends = numbers.some(Number.isNaN) ? [NaN] : [Math.min(...numbers), Math.max(...numbers)];
  return ends.map(shown).join(" … ");
}

/** Write the norm of the gradients of a group's parameters, nothing if it has none in the end. */
export function normIn(group, traversal) {
  const trained = trainedOf(group);
  return hasNorm(trained, traversal) ? normOf(trained, traversal) : undefined;
}

function norm(group, traversal) {
  const trained = trainedOf(group);
  if (!hasNorm(trained, traversal) || !trained.every((i) => traversal.isComplete(i))) return NOT_YET;
  return trained.some((i) => hides(traversal, i)) ? "?" : normOf(trained, traversal);
}

const trainedOf = ({ parameters }) => parameters.filter((i) => walk.nodes[i].gradient);
const hasNorm = (trained, { ends }) => trained.length > 0 && trained.every((i) => ends.has(i));

function normOf(trained, { ends }) {
  const places = trained.map((i) => ends.get(i));
  return places.every(isThere) ? shown(Math.hypot(...places.map(at))) : NO_VALUE;
}

// ---- what is said when its inside is done ----

export function groupForward(group, { steps }, picture) {
  const { title, outputs } = group;
  const members = new Set(group.members);
  const count = steps.filter((step) => isForward(step) && members.has(step.node)).length;
  const numbers = summary(outputs.map(placeOf));
  const rest = said(outputs.length === 1 ? "one output" : "outputs", { numbers, unfold: unfold(count) });
  const words = said("inside", { title, count: counted(count, "operation"), rest });
  const line = computedBy(group, numbers, picture);
  return [said("forward", { node: title }), words, line ? [line] : []];
}

/** Write what a box computes, as far as the names on the screen can say it. */
function computedBy({ title, reads, terms }, numbers, picture) {
  const names = new Names(picture, reads);
  if (terms > 0) {
    const sides = [(i) => names.of(i), toldOf].map((text) => reads.map((i) => inProduct(text(i))).join(" + "));
    return equal(title, ...sides, numbers);
  }
  const given = reads.map((i) => `${names.of(i)} = ${toldOf(i)}`).join(", ");
  return given && said("computed by a box", { given, box: title, numbers });
}

export function groupBackward(group, traversal) {
  const { title } = group;
  const members = new Set(group.members);
  const isInside = (step) => isBackward(step) && members.has(ruleOf(step)) && members.has(changedBy(step));
  const inside = traversal.steps.flatMap((step, i) => (isInside(step) ? [i] : []));
  const count = counted(inside.length, "application");
  const holes = { title, count, norm: normSaid(group, traversal, inside), unfold: unfold(inside.length) };
  return [said("seed", { node: title }), said("inside backward", holes), []];
}

function normSaid(group, traversal, inside) {
  const trained = trainedOf(group);
  if (!hasNorm(trained, traversal) || inside.length === 0) return "";
  const last = Math.max(...trained.map((i) => traversal.needed[i].at(-1)));
  return last <= inside.at(-1) ? said("norm", { norm: normOf(trained, traversal) }) : said("shared");
}

const unfold = (count) => said(count === 1 ? "unfold one" : "unfold");
