// An item that can be chosen: a neuron, or one of its parameters, which has a place.

import { number } from "../../web/numbers.js";
import { gradients, numberAt, parameters, run } from "./run.js";

/** Return the item's number, of a neuron the Euclidean length; NaN if there is none. */
export function numberOf(numbers, position, { neuron, place }) {
  if (place !== undefined) return numberAt(numbers, position, place);
  const own = run.neurons[neuron].places.map((k) => numberAt(numbers, position, k));
  const known = own.filter(Number.isFinite);
  return known.length ? Math.hypot(...known) : NaN;
}

export function wordsOf(item, position) {
  const value = number(numberOf(parameters, position, item));
  const gradient = number(numberOf(gradients, position, item));
  return item.place === undefined
    ? `length of its weights ${value}, of its gradient ${gradient}`
    : `value ${value}, gradient ${gradient}`;
}
