// The network: a column for each layer, each neuron a small picture of its output, weights as lines.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { mixed, pixel, readColors } from "../web/colors.js";
import { placesOf } from "./places.js";

const WIDEST = 4, THINNEST = 0.5; // pixels
const NEAR = 5; // pixels between the pointer and a line that it points to
const DASHES = [5, 3]; // of what is below 0

export class Network {
  /**
   * chosen  is called with a neuron, or null, that is looked at
   * wanted  is called with a weight that was clicked: its place and the neuron that it feeds
   */
  constructor(trainer, lattice, { chosen, wanted }) {
    Object.assign(this, { trainer, lattice, chosen, wanted, hovered: null, focused: null, lit: null });
    this.inputs = trainer.data.inputs.length;
    this.neurons = trainer.data.wiring.neurons;
    this.host = byId("wires");
    this.canvas = html("canvas", { "aria-hidden": "true" }, this.host);
    this.buttons = this.neurons.map((_, i) => this.button(i));
    this.labels = trainer.data.inputs.map((name) => html("span", { class: "input" }, this.host, name));
    if (this.buttons.length) this.buttons[0].tabIndex = 0;
    this.wires = this.neurons.flatMap(({ weights }, target) =>
      weights.filter(([, source]) => source >= 0).map(([place, source]) => ({ place, source, target })));
    this.host.addEventListener("pointermove", (event) => this.point(event));
    this.host.addEventListener("pointerleave", () => this.light(null));
    this.host.addEventListener("click", () => this.lit && this.wanted(this.lit.place, this.lit.target));
    this.readColors();
  }

  /** The neuron under the pointer, or else the one that had the focus last; null for none. */
  get neuron() {
    return this.hovered === null ? this.focused : this.hovered;
  }

  nameOf(i) {
    const { column } = this.neurons[i];
    const before = this.neurons.slice(0, i).filter((other) => other.column === column).length;
    const last = Math.max(...this.neurons.map((other) => other.column));
    return column === last ? `output ${before}` : `layer ${column}, neuron ${before}`;
  }

  button(i) {
    const button = html("button", {
      type: "button", class: "neuron", tabindex: -1, "aria-label": this.nameOf(i),
    }, this.host);
    button.addEventListener("pointerenter", () => this.look({ hovered: i }));
    button.addEventListener("pointerleave", () => this.look({ hovered: null }));
    button.addEventListener("focus", () => this.look({ focused: i }));
    button.addEventListener("keydown", (event) => this.move(event, i));
    return button;
  }

  /** Give the focus to a neuron. */
  choose(i) {
    this.buttons[i].focus();
  }

  look(change) {
    Object.assign(this, change);
    this.buttons.forEach((button, i) => {
      button.classList.toggle("lit", i === this.neuron);
      button.tabIndex = i === (this.focused === null ? 0 : this.focused) ? 0 : -1;
    });
    this.chosen(this.neuron);
  }

  /** Go to the next neuron up, down, left or right. */
  move(event, i) {
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const [dc, dr] = steps[event.key], { column, row } = this.centres[this.inputs + i];
    const there = this.columns[column + dc] || [];
    const source = there[Math.min(Math.max(row + dr, 0), there.length - 1)];
    if (source >= this.inputs) this.buttons[source - this.inputs].focus();
  }

  readColors() {
    const { paper, classes } = readColors();
    const levels = Array.from({ length: 256 }, (_, i) => (i - 128) / 127);
    // As on the plane: below 0 the colour of the first class, above 0 that of the second.
    this.shades = levels.map((x) => pixel(mixed(paper, classes[x < 0 ? 0 : 1], Math.min(1, Math.abs(x)))));
    this.colors = ["--class-1", "--class-0", "--grad"].map((name) =>
      getComputedStyle(document.documentElement).getPropertyValue(name));
  }

  /** Fit the picture to the room that it has. */
  resize() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    Object.assign(this, placesOf(this.inputs, this.neurons, size), { size });
    const sharpness = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: size.width * sharpness, height: size.height * sharpness });
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    this.pen.imageSmoothingEnabled = false;
    this.buttons.forEach((button, i) => put(button, this.centres[this.inputs + i], this.side));
    this.labels.forEach((label, i) => {
      put(label, this.centres[i], 0);
      label.hidden = this.labels.length > 16;
    });
  }

  render() {
    const { pen, size } = this;
    pen.clearRect(0, 0, size.width, size.height);
    const showsGradients = byId("show-gradients").checked;
    const numbers = showsGradients ? this.trainer.gradients : this.trainer.numbers;
    const largest = this.wires.reduce((most, { place: p }) => Math.max(most, Math.abs(numbers[p]) || 0), 1e-300);
    for (const wire of this.wires) this.drawWire(wire, numbers[wire.place], largest, showsGradients);
    if (this.lattice.rows) this.neurons.forEach((_, i) => this.drawNeuron(i));
    else this.neurons.forEach((_, i) => this.drawBox(i));
    byId("wire").textContent = this.words();
  }

  drawWire(wire, x, largest, isGradient) {
    const { pen, centres, colors } = this;
    const from = centres[wire.source], to = centres[this.inputs + wire.target];
    if (!Number.isFinite(x) || !from) return;
    pen.strokeStyle = isGradient ? colors[2] : colors[x < 0 ? 1 : 0];
    const isFaded = this.neuron !== null && !this.touches(wire, this.neuron);
    pen.globalAlpha = wire === this.lit ? 1 : isFaded ? 0.12 : 0.75;
    pen.lineWidth = THINNEST + (WIDEST - THINNEST) * Math.abs(x) / largest + (wire === this.lit ? 2 : 0);
    pen.setLineDash(x < 0 ? DASHES : []);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  touches({ source, target }, i) {
    return target === i || source === this.inputs + i;
  }

  drawNeuron(i) {
    const { lattice, side, pen } = this, { x, y } = this.centres[this.inputs + i];
    const output = lattice.slice(this.trainer.data.outputs + i);
    if (lattice.limits.length === 1) this.drawCurve(output, x, y);
    else pen.drawImage(this.shaded(i, output), x - side / 2, y - side / 2, side, side);
  }

  /** Return a picture of a neuron's output over the plane. */
  shaded(i, output) {
    const n = this.lattice.n;
    this.tiles = this.tiles || this.neurons.map(() => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: n, height: n });
      const pen = canvas.getContext("2d");
      return { canvas, pen, image: pen.createImageData(n, n) };
    });
    const { canvas, pen, image } = this.tiles[i];
    const pixels = new Uint32Array(image.data.buffer), scale = 127 / largestOf(output);
    for (let row = 0, at = 0; row < n; row++) {
      for (let c = 0, to = (n - 1 - row) * n; c < n; c++, at++, to++) {
        pixels[to] = this.shades[128 + Math.round(output[at] * scale)] || 0;
      }
    }
    pen.putImageData(image, 0, 0);
    return canvas;
  }

  drawCurve(output, x, y) {
    const { pen, side } = this, half = side / 2, scale = (half - 1) / largestOf(output);
    this.drawPaper(x, y);
    pen.setLineDash([]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = getComputedStyle(this.host).color;
    pen.beginPath();
    output.forEach((z, i) => pen.lineTo(x - half + (side * i) / (output.length - 1), y - z * scale));
    pen.stroke();
  }

  drawBox(i) {
    const { x, y } = this.centres[this.inputs + i];
    this.drawPaper(x, y);
  }

  drawPaper(x, y) {
    const { pen, side } = this;
    pen.fillStyle = getComputedStyle(document.body).backgroundColor;
    pen.fillRect(x - side / 2, y - side / 2, side, side);
  }

  /** Find the weight whose line is under the pointer. */
  point({ clientX, clientY }) {
    const box = this.host.getBoundingClientRect();
    const at = [clientX - box.left, clientY - box.top];
    const away = this.hovered === null ? this.wires.map((wire) => this.distance(wire, at)) : [];
    const least = Math.min(...away);
    this.light(least <= NEAR ? this.wires[away.indexOf(least)] : null);
  }

  distance({ source, target }, [x, y]) {
    const a = this.centres[source], b = this.centres[this.inputs + target];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - a.x - share * dx, y - a.y - share * dy);
  }

  light(wire) {
    if (wire === this.lit) return;
    this.lit = wire;
    this.host.classList.toggle("pointing", wire !== null);
    this.render();
  }

  words() {
    if (this.lit) {
      const { numbers, gradients, data } = this.trainer, { place: p } = this.lit;
      return `${data.names[p]}: ${number(numbers[p])}, gradient ${number(gradients[p])}; click to change it`;
    }
    if (!this.neurons.length) return "The program of this model has no sums of weighted inputs to draw.";
    return "Wide lines are large weights, solid above 0, dashed below. Point to one, or to a neuron.";
  }
}

function put(element, { x, y }, side) {
  Object.assign(element.style, {
    left: `${x - side / 2}px`, top: `${y - side / 2}px`,
    ...(side ? { width: `${side}px`, height: `${side}px` } : {}),
  });
}

function largestOf(numbers) {
  let most = 1e-300;
  for (const x of numbers) if (Math.abs(x) > most && Math.abs(x) < Infinity) most = Math.abs(x);
  return most;
}
