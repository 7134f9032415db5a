// The line above everything: where the training stands, in words.

import { number } from "../../web/numbers.js";

/** made: steps that the last frame made; 0 if none is told */
export function summaryOf(trainer, made) {
  const trained = trainer.measure(trainer.samples), held = trainer.measure(trainer.held);
  const words = [`step ${trainer.steps}`, `loss ${number(trained.loss)}`];
  if (trainer.data.countsRight) words.push(`accuracy ${share(trained.accuracy)}`);
  if (trainer.held.n) {
    words.push(`held out: loss ${number(held.loss)}`);
    if (trainer.data.countsRight) words.push(`accuracy ${share(held.accuracy)}`);
  }
  if (made) words.push(`${made} ${made === 1 ? "step" : "steps"} a frame`);
  return words.join("    ");
}

const share = (x) => (Number.isFinite(x) ? x.toFixed(3) : "none");
