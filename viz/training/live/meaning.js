// What scores and labels stand for: classes with a boundary, or numbers to be learned.

import { colorOf } from "./marker.js";

export class Meaning {
  constructor({ classes, mostClasses, threshold, unit, outputs, labelLimits, labelWidth, inputs }) {
    const [low, high] = labelLimits;
    Object.assign(this, { classes, mostClasses, outputs, labelLimits, width: inputs.length });
    this.hasClasses = classes.length > 0;
    this.hasLabel = labelWidth === 1;
    // Numbers are shown as more or less than the middle of those to be learned.
    this.threshold = this.hasClasses ? threshold : (low + high) / 2;
    this.unit = this.hasClasses ? unit : (high - low) / 2 || 1;
  }

  /** Return the number of the class that a row of a sample has; -1 for none. */
  classOf(row) {
    return this.classes.findIndex(({ label }) => label === row[this.width]);
  }

  /** Return the class that scores stand for: number r of n, each score n numbers after the last. */
  answerOf(scores, r, n) {
    if (this.outputs === 1) return scores[r] > this.threshold ? 1 : 0;
    let answer = 0;
    for (let k = 1; k < this.outputs; k++) if (scores[k * n + r] > scores[answer * n + r]) answer = k;
    return answer;
  }

  /** Return how a sample is filled: in its class's colour, or between two for a number. */
  lookOf(row) {
    const k = this.classOf(row);
    if (this.hasClasses) return { shape: k, fill: colorOf(Math.max(k, 0)) };
    const [low, high] = this.labelLimits;
    const share = Math.round(100 * Math.min(1, Math.max(0, (row[this.width] - low) / (high - low || 1))));
    return { shape: 0, fill: `color-mix(in srgb, var(--class-1) ${share}%, var(--class-0))` };
  }
}
