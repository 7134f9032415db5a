// The numbers of the walk as they are told: as Python writes them, or that there is none.

import { minus, repr, shown } from "../../web/numbers.js";
import { at, dataOf, faultAt, live } from "./live.js";
import { reads, walk } from "./walk.js";

/** What is told in place of a number, by the fault of the op that computed it. */
export const FAULTS = { domain: "no value", overflow: "too large" };
export const NO_VALUE = FAULTS.domain;

const first = live.numbers; // those of Python, which may be infinite
const holders = new Map(walk.nodes.map(({ data }, node) => [data, node]));

/** Tell whether a number of the walk, by its place, is one, or is what it is in Python. */
export const isThere = (place) => Number.isFinite(at(place)) || !Number.isFinite(first[place]);

/** Write a number of the walk by its place. */
export const told = (place) => (isThere(place) ? shown(at(place)) : faultOfPlace(place));

/** Write the number that a node holds. */
export const toldOf = (node) => told(walk.nodes[node].data);

/** Write a number with all digits. */
export const exactly = (place) => (isThere(place) ? minus(repr(at(place))) : faultOfPlace(place));

// That of the node at fault; a gradient has none.
function faultOfPlace(place) {
  let node = holders.get(place);
  while (node !== undefined && !faultAt(node)) {
    node = reads[node].find((i) => !walk.nodes[i].leaf && !Number.isFinite(dataOf(i)));
  }
  return node === undefined ? NO_VALUE : FAULTS[faultAt(node)];
}
