// The curve of one input: what the network answers for each x, and the samples.

import { set, svg } from "../../web/dom.js";
import { Board } from "./board.js";
import { heldWords } from "./surface.js";

export class Fitted {
  constructor(host, model, meaning, lattice, hold) {
    const { limits, inputs } = model.data;
    const [low, high] = meaning.labelLimits, margin = 0.2 * (high - low || 1);
    Object.assign(this, { model, meaning, lattice, title: "The fitted curve" });
    this.note = heldWords(model) + (hold ? "Click to add a sample, drag one away to remove it." : "");
    this.isClassOnly = meaning.hasClasses && model.data.outputs > 1;
    this.board = new Board(host, model, meaning, {
      limits: [limits[0], [low - margin, high + margin]], names: [inputs[0], "y"],
      title: "The fitted curve", aspect: 0.7, hold, shownOf: (row) => [row[0], row[1]],
    });
    this.threshold = svg("path", { class: "threshold" }, this.board.below);
    this.curve = svg("path", { class: "fitted" }, this.board.below);
  }

  /** Return the row of a new sample: its y is where it was put, unless there are classes. */
  rowOf([x, y], label) {
    return [x, this.meaning.hasClasses ? label : y];
  }

  readColors() {}

  resize() {
    this.board.resize();
  }

  render() {
    const { rows, count } = this.lattice, scores = this.lattice.slice(0, this.model.data.outputs);
    const corners = Array.from({ length: count }, (_, r) => {
      const y = this.isClassOnly ? this.meaning.classes[this.meaning.answerOf(scores, r, count)].label : scores[r];
      const at = this.board.toPixel([rows[r], y]);
      return `${at.x.toFixed(1)} ${Math.min(Math.max(at.y, -1e4), 1e4).toFixed(1)}`;
    });
    set(this.curve, { d: `M${corners.join("L")}` });
    if (!this.meaning.hasClasses || this.isClassOnly) return;
    const { y } = this.board.toPixel([0, this.meaning.threshold]);
    set(this.threshold, { d: `M0 ${y}H${this.board.size.width}` });
  }

  drawSamples() {
    this.board.drawSamples();
  }
}
