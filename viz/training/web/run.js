// The numbers of the run. A position counts the steps that the page shows, a place the parameters.

import { readData } from "../../web/dom.js";

export const run = readData();
export const parameters = floats(run.parameters);
export const gradients = floats(run.gradients); // NaN where there is none

export function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

function floats(text) {
  return new Float32Array(bytes(text));
}

/** Return a parameter or a gradient at a position. */
export function numberAt(numbers, position, place) {
  return numbers[position * run.names.length + place];
}

/** Return the position whose step is the nearest to a step. */
export function positionNear(step) {
  const away = run.shown.map((shown) => Math.abs(shown - step));
  return away.indexOf(Math.min(...away));
}
