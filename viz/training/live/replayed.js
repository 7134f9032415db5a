// A model that was trained elsewhere: it answers, and does not train.

import { Machine } from "../../../engine/program/machine.js";
import { Samples } from "./samples.js";

export class Replayed {
  /** data: what `replay_data` of viz/training wrote */
  constructor(data) {
    const width = data.inputs.length + data.labelWidth;
    this.data = data;
    this.machine = data.answers ? new Machine(data.answers) : null;
    this.samples = new Samples(data.rows, width);
    this.held = new Samples([], width);
  }

  begin(numbers) {
    this.numbers = numbers;
  }

  /** Return the answers to n rows: by the program or, without one, those that were recorded. */
  answers(rows, n) {
    return this.machine ? this.machine.columns(this.numbers, rows, n) : this.scores;
  }
}
