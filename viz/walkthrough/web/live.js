// The numbers of the walk: the page computes them itself, by the program of all its leaves.

import { Machine, faultOf } from "../../../engine/program/machine.js";
import { reads, walk } from "./walk.js";

const { program, given, leaves } = walk.numbers;
const machine = program && new Machine(program);

/** The leaves that may change: their nodes, what they hold at the start, and where each stands. */
export const leafNodes = leaves.map(([node]) => node);
export const beginning = Float64Array.from(leaves, ([, number]) => Number(number));
export const placeOfLeaf = new Map(leafNodes.map((node, k) => [node, k]));

/** What the leaves hold now, all numbers of the walk, and which of them the last change changed. */
export const live = {
  leaves: beginning.slice(),
  numbers: machine ? machine.columns([], beginning, 1) : Float64Array.from(given, Number),
  changed: new Set(),
};

/** Return a number of the walk by its place. */
export const at = (place) => live.numbers[place];

/** Return the number that a node holds. */
export const dataOf = (node) => at(walk.nodes[node].data);

/** Compute all numbers for other leaves. */
export function recompute(numbers) {
  const before = live.numbers;
  live.leaves = Float64Array.from(numbers);
  live.numbers = machine.columns([], live.leaves, 1);
  live.changed = new Set();
  live.numbers.forEach((number, place) => Object.is(number, before[place]) || live.changed.add(place));
}

/** Return what the root would hold if one leaf held another number. */
export function rootIf(leaf, number) {
  const numbers = live.leaves.slice();
  numbers[leaf] = number;
  return machine.columns([], numbers, 1)[walk.nodes.at(-1).data];
}

/** Tell whether a node's op left its domain, "domain", or its number became too large, "overflow". */
export function faultAt(node) {
  if (walk.nodes[node].leaf || Number.isFinite(dataOf(node))) return "";
  const isLater = (i) => !walk.nodes[i].leaf && !Number.isFinite(dataOf(i)); // an op before is at fault
  if (reads[node].some(isLater)) return "";
  return faultOf(walk.nodes[node].op, reads[node].map(dataOf), dataOf(node));
}
