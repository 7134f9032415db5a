// The network of the page: its program, run for one drawing.

import { Machine } from "../../../engine/program/machine.js";

export class Network {
  /** program: what `portable_classifier` of nn traced; count: how many classes there are */
  constructor(program, pixels, count) {
    Object.assign(this, { machine: new Machine(program), pixels, count });
  }

  /**
   * Return scores and probabilities of all classes, and the gradient of the score of one of them
   * with respect to the pixels; of that with the largest probability where `chosen` is null.
   */
  answer(pixels, chosen) {
    const first = this.run(pixels, chosen ?? 0);
    if (chosen !== null || first.strongest === 0) return first;
    return this.run(pixels, first.strongest);
  }

  run(pixels, chosen) {
    const row = Float64Array.from([...pixels, chosen]);
    const results = this.machine.columns([], row, 1);
    // The score comes first, and the last number of its gradient is that of the class.
    const afterGradient = 1 + this.pixels + 1, afterScores = afterGradient + this.count;
    const probabilities = results.slice(afterScores, afterScores + this.count);
    return {
      chosen, probabilities, strongest: strongestOf(probabilities), fault: this.machine.fault,
      gradient: results.slice(1, 1 + this.pixels), scores: results.slice(afterGradient, afterScores),
    };
  }
}

function strongestOf(probabilities) {
  let strongest = 0;
  for (let k = 1; k < probabilities.length; k++) if (probabilities[k] > probabilities[strongest]) strongest = k;
  return strongest;
}
