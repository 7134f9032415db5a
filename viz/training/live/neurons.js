// A small picture of each neuron's output: over the plane, over one input, or over the samples.

import { canvasOf, fitCanvas, sharpness } from "./canvas.js";
import { mixed, pixel, readColors } from "./colors.js";
import { largestOf, meansOf, profileOf } from "./outputs.js";

export class Neurons {
  constructor(model, lattice, meaning, host) {
    Object.assign(this, { model, lattice, meaning, canvas: canvasOf(host) });
    const { limits, neurons = model.data.wiring.neurons } = lattice;
    this.count = neurons.length;
    this.draw = [meaning.hasClasses ? this.drawMeans : this.drawProfile, this.drawCurve, this.drawPlane][limits.length];
  }

  readColors() {
    const { paper, ink, classes } = readColors();
    const levels = Array.from({ length: 256 }, (_, i) => (i - 128) / 127);
    // As on the plane: below 0 the colour of the first class, above 0 that of the second.
    this.shades = levels.map((x) => pixel(mixed(paper, classes[x < 0 ? 0 : 1], Math.min(1, Math.abs(x)))));
    [this.paper, this.ink, ...this.classes] = [paper, ink, ...classes].map((color) => `rgb(${color.join()})`);
  }

  /** corners: of the pictures, left and top; side: their width and height */
  resize(size, corners, side) {
    Object.assign(this, { corners, side, pen: fitCanvas(this.canvas, size) });
    const n = this.lattice.n, pixels = Math.max(1, Math.round(side * sharpness()));
    this.image = this.pen.createImageData(pixels, pixels);
    this.pixels = new Uint32Array(this.image.data.buffer);
    const nearest = Array.from({ length: pixels }, (_, i) => Math.round(((i + 0.5) / pixels) * n - 0.5));
    this.points = Int32Array.from([...nearest].reverse().flatMap((row) => nearest.map((column) => row * n + column)));
  }

  render() {
    const { lattice, model: { data } } = this;
    for (let i = 0; i < this.count; i++) this.draw(lattice.slice(data.outputs + i), this.corners[i]);
  }

  drawPlane(output, { x, y }) {
    const { pixels, points, shades } = this, scale = 127 / largestOf(output);
    for (let i = 0; i < pixels.length; i++) pixels[i] = shades[128 + Math.round(output[points[i]] * scale)] || 0;
    this.pen.putImageData(this.image, Math.round(x * sharpness()), Math.round(y * sharpness()));
  }

  drawCurve(output, corner) {
    const { pen, side } = this, scale = (side / 2 - 1) / largestOf(output);
    const { x, y } = this.clear(corner), middle = y + side / 2;
    Object.assign(pen, { strokeStyle: this.ink, lineWidth: 1.5 });
    pen.beginPath();
    output.forEach((z, i) => pen.lineTo(x + (side * i) / Math.max(1, output.length - 1), middle - z * scale));
    pen.stroke();
  }

  /** Draw a bar for each class: the mean output over its samples, up or down from 0. */
  drawMeans(output, corner) {
    const { pen, side, meaning } = this, means = meansOf(output, this.model.samples, meaning);
    const { x, y } = this.clear(corner), middle = y + side / 2;
    const scale = (side / 2 - 2) / largestOf(output), width = side / means.length;
    means.forEach((mean, k) => {
      pen.fillStyle = this.classes[k % this.classes.length];
      pen.fillRect(x + k * width + 1, middle, width - 2, -mean * scale);
    });
    pen.fillStyle = this.ink;
    pen.fillRect(x, middle - 0.5, side, 1);
  }

  drawProfile(output, corner) {
    this.drawCurve(profileOf(output, this.model.samples, this.meaning), corner);
  }

  clear(corner) {
    this.pen.fillStyle = this.paper;
    this.pen.fillRect(corner.x, corner.y, this.side, this.side);
    return corner;
  }
}
