// The line above everything: where the training stands, in words.

import { number } from "../../web/numbers.js";

/**
 * point       what the model is like now, as the history has it
 * countsRight whether answers are right or wrong
 * last        how many steps were recorded; 0 if it trains
 * pace        how fast it trains, in words; "" if that is not told
 */
export function summaryOf(point, { countsRight, last = 0, pace = "" }) {
  const { step, loss, accuracy, heldLoss, heldAccuracy } = point;
  const words = [`step ${step}${last ? ` of ${last}` : ""}`, `loss ${number(loss)}`];
  if (countsRight) words.push(`accuracy ${share(accuracy)}`);
  if (Number.isFinite(heldLoss)) {
    words.push(`held out: loss ${number(heldLoss)}`);
    if (countsRight) words.push(`accuracy ${share(heldAccuracy)}`);
  }
  if (pace) words.push(pace);
  return words.join("    ");
}

const share = (x) => (Number.isFinite(x) ? x.toFixed(3) : "none");
