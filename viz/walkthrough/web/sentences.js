// The sentences of the walk, filled with names and numbers.

import { toldOf } from "./telling.js";
import { walk } from "./walk.js";

const HOLE = /\{(\w+)\}/g;
const NUMBER = /\ue000(\d+)([\ue001\ue002])/g; // as formula.py writes them
const HELD = "\ue002";

/** Fill a sentence. */
export const said = (sentence, holes = {}) => walk.sentences[sentence].replace(HOLE, (_, hole) => holes[hole]);

/** Write a formula with the numbers that its nodes hold. */
export const filled = (formula) => formula.replace(NUMBER, (_, node, end) => inFormula(toldOf(Number(node)), end === HELD));

// Beside a sign that binds tighter, a negative number has parentheses; one with an exponent always.
function inFormula(text, isHeld) {
  const [sign, digits] = text.startsWith("−") ? ["−", text.slice(1)] : ["", text];
  const isSimple = /^(?:[\d.]+|inf|nan)$/.test(digits);
  return isSimple && !(sign && isHeld) ? text : `(${text})`;
}

/** Join the sides of an equation, without empty ones and repetitions. */
export const equal = (...sides) => [...new Set(sides.filter(Boolean))].join(" = ");

/** Write a number so that it can stand behind a sign. */
export const inProduct = (text) => (text.startsWith("−") ? `(${text})` : text);

export const counted = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;
