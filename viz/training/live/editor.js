// Samples that are added, moved and removed by hand.

import { number } from "../../web/numbers.js";

export class Editor {
  /** changed: is called after each change; say: tells the reader of it */
  constructor(trainer, meaning, legend, { changed, say }) {
    Object.assign(this, { trainer, meaning, legend, changed, say });
  }

  add(numbers) {
    const row = this.rowOf(numbers, this.legend.label);
    if (!this.meaning.hasLabel || !row.every(Number.isFinite)) {
      this.say("a sample whose label is a list of numbers cannot be added here");
      return;
    }
    this.trainer.samples.add(row);
    this.tell("added", row);
  }

  move(i, numbers) {
    const { samples } = this.trainer, row = samples.row(i);
    row.set(this.rowOf(numbers, row[row.length - 1]));
    this.changed();
  }

  remove(i) {
    const row = [...this.trainer.samples.row(i)];
    this.trainer.samples.remove(i);
    this.tell("removed", row);
  }

  tell(what, row) {
    const at = row.slice(0, this.meaning.width).map((x) => number(x, 3)).join(", ");
    this.say(`${what} a sample at ${at} with the label ${number(row[this.meaning.width])}; there are ${this.trainer.samples.n}`);
    this.changed();
  }
}
