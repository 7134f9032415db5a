// The regions of the classes on the plane, as a step of the record has them.

import { byId } from "../../web/dom.js";
import { Painter } from "./field.js";
import { size } from "./plane.js";
import { bytes, run } from "./run.js";

const SHARPNESS = 1.5; // pixels of the canvas for one unit of the drawing
const UNIT = 0.5; // of the scores, which go to about 1

const { plane } = run;

export class Regions {
  constructor() {
    // A byte is the root of a score, with its sign.
    this.scores = Float32Array.from(new Int8Array(bytes(plane.scores)), (root) => (root / 127) * Math.abs(root / 127));
    this.painter = new Painter();
  }

  /** Take the colours from the style: they change with the light. */
  readPalette() {
    this.painter.readColors();
  }

  render(position) {
    const canvas = byId("map").querySelector("canvas");
    canvas.width = size.width * SHARPNESS;
    canvas.height = Math.round(size.height * SHARPNESS);
    const { resolution, outputs } = plane, count = resolution * resolution * outputs;
    const scores = this.scores.subarray(position * count, (position + 1) * count);
    this.painter.paint(canvas, { scores, outputs, resolution, threshold: 0, unit: UNIT, hasContour: true });
  }
}
