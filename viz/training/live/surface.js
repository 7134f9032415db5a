// The plane of two inputs: what the network answers at each point, and the samples.

import { Painter } from "../web/field.js";
import { Board } from "./board.js";

const SHARPNESS = 1; // pixels of the canvas for one of the page

export class Surface {
  constructor(host, trainer, meaning, lattice, edit) {
    const { limits, inputs } = trainer.data;
    const [[left, right], [low, high]] = limits;
    Object.assign(this, { trainer, meaning, lattice, painter: new Painter() });
    this.title = meaning.hasClasses ? "Decision boundary" : "What it answers";
    this.note = "Strong colours are sure answers. Filled samples are trained on, hollow ones held out. "
      + "Click to add a sample, drag one away to remove it.";
    this.board = new Board(host, trainer, meaning, {
      limits, names: inputs, title: "The plane of the two inputs", edit,
      aspect: Math.min(1.25, Math.max(0.5, (high - low) / (right - left))),
      shownOf: (row) => [row[0], row[1]],
    });
  }

  /** Return the row of a new sample at two numbers, with the label that is chosen. */
  rowOf([x, y], label) {
    return [x, y, label];
  }

  readColors() {
    this.painter.readColors();
  }

  resize() {
    this.board.resize();
    const { canvas, size } = this.board;
    Object.assign(canvas, { width: size.width * SHARPNESS, height: size.height * SHARPNESS });
  }

  render() {
    const { outputs } = this.trainer.data, { threshold, unit, hasClasses } = this.meaning;
    this.painter.paint(this.board.canvas, {
      scores: this.lattice.slice(0, hasClasses ? outputs : 1), outputs: hasClasses ? outputs : 1,
      resolution: this.lattice.n, threshold, unit, hasContour: hasClasses,
    });
  }

  drawSamples() {
    this.board.drawSamples();
  }
}
