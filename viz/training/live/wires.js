// The weights of the network as lines: wide by size, coloured and dashed by sign.

import { canvasOf, fitCanvas } from "./canvas.js";

const WIDEST = 4, THINNEST = 0.5; // pixels
const DASHES = [5, 3]; // of what is below 0
const STRONG = 0.75, FAINT = 0.12; // opacity

export class Wires {
  constructor(model, host) {
    Object.assign(this, { model, canvas: canvasOf(host), lit: null });
    this.inputs = model.data.inputs.length;
    // A wire without a place passes a signal on as it is.
    this.all = model.data.wiring.neurons.flatMap(({ weights }, target) =>
      weights.filter(([, source]) => source >= 0).map(([place, source]) => ({ place, source, target })));
  }

  readColors() {
    const style = getComputedStyle(document.documentElement);
    [this.above, this.below, this.ofGradients, this.plain] =
      ["--class-1", "--class-0", "--grad", "--muted"].map((name) => style.getPropertyValue(name));
  }

  /** centres: of inputs and then of neurons */
  resize(size, centres) {
    this.centres = centres;
    this.pen = fitCanvas(this.canvas, size);
    this.size = size;
  }

  /** neuron: the one that is looked at, null for none; the wires of others are faint */
  render(neuron, showsGradients) {
    const { pen, size, model } = this;
    const numbers = showsGradients ? model.gradients : model.numbers;
    const largest = this.all.reduce((most, { place: p }) => Math.max(most, Math.abs(numbers[p]) || 0), 1e-300);
    pen.clearRect(0, 0, size.width, size.height);
    for (const wire of this.all) {
      const look = this.lookOf(wire, numbers[wire.place] / largest, neuron, showsGradients);
      if (look) this.draw(look, wire);
    }
    pen.globalAlpha = 1;
  }

  /** share: of the largest number; null is the look of a number that there is not */
  lookOf(wire, share, neuron, showsGradients) {
    const isLit = wire === this.lit;
    const isFaint = neuron !== null && wire.target !== neuron && wire.source !== this.inputs + neuron;
    const opacity = isLit ? 1 : isFaint ? FAINT : STRONG;
    if (wire.place === null) return { color: this.plain, width: isLit ? 3 : 1, isDashed: false, opacity };
    if (!Number.isFinite(share)) return null;
    return {
      color: showsGradients ? this.ofGradients : share < 0 ? this.below : this.above,
      width: THINNEST + (WIDEST - THINNEST) * Math.abs(share) + (isLit ? 2 : 0), isDashed: share < 0, opacity,
    };
  }

  // Each line by itself: of many in one path a browser without a graphics card makes more work.
  draw({ color, width, isDashed, opacity }, { source, target }) {
    const { pen, centres, inputs } = this, from = centres[source], to = centres[inputs + target];
    Object.assign(pen, { strokeStyle: color, lineWidth: width, globalAlpha: opacity });
    pen.setLineDash(isDashed ? DASHES : []);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  /** Return the wire that is so near to a place, null for none. */
  nearest(place, most) {
    let nearest = null, least = most;
    for (const wire of this.all) {
      const away = this.distance(wire, place);
      if (away <= least) [nearest, least] = [wire, away];
    }
    return nearest;
  }

  distance({ source, target }, [x, y]) {
    const a = this.centres[source], b = this.centres[this.inputs + target];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - a.x - share * dx, y - a.y - share * dy);
  }
}
