// The plane of two inputs: what the network answers at each point, and the samples.

import { Board } from "./board.js";
import { Painter } from "./field.js";

const DASHES = [6, 4]; // of the line where a neuron is 0

export class Surface {
  constructor(host, model, meaning, lattice, hold) {
    const { limits, inputs } = model.data;
    const [[left, right], [low, high]] = limits;
    Object.assign(this, { model, meaning, lattice, painter: new Painter() });
    this.title = meaning.hasClasses ? "Decision boundary" : "What it answers";
    this.note = "Strong colours are sure answers. " + heldWords(model)
      + (hold ? "Click to add a sample, drag one away to remove it." : "");
    this.board = new Board(host, model, meaning, {
      limits, names: inputs, title: "The plane of the two inputs", hold,
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
    Object.assign(this.board.canvas, this.board.size);
  }

  /** neuron: the one that is looked at, null for none */
  render(neuron) {
    const { canvas } = this.board, { threshold, unit, hasClasses } = this.meaning;
    const outputs = hasClasses ? this.model.data.outputs : 1, resolution = this.lattice.n;
    const field = { outputs, resolution, threshold, unit, hasContour: hasClasses };
    this.painter.paint(canvas, { ...field, scores: this.lattice.slice(0, outputs) });
    if (neuron === null) return;
    const scores = this.lattice.slice(this.model.data.outputs + neuron);
    this.painter.stroke(canvas, { scores, outputs: 1, resolution, threshold: 0 }, DASHES);
  }

  drawSamples() {
    this.board.drawSamples();
  }
}

export const heldWords = ({ held }) => (held.n ? "Filled samples are trained on, hollow ones held out. " : "");
