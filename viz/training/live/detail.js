// What is told of one neuron: its output large, and its weights, which may be changed.

import { byId, html, set, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { Painter } from "../web/field.js";

const SIDE = 150; // pixels of the portrait
const ADVICE = "Point to a neuron, or go to one by the arrow keys, to see its output and its weights.";

export class Detail {
  /** changed: is called with the place of a weight and its new number */
  constructor(trainer, lattice, changed) {
    Object.assign(this, { trainer, lattice, changed, neuron: null, fields: [], painter: new Painter() });
    const { wiring, names } = trainer.data;
    const own = new Set(wiring.neurons.flatMap(({ weights, biases }) => [...weights.map(([p]) => p), ...biases]));
    this.others = names.map((_, p) => p).filter((p) => !own.has(p));
    this.show(null, "Neuron");
  }

  readColors() {
    this.painter.readColors();
  }

  /** Tell of another neuron, or of none: then of the parameters that are no neuron's. */
  show(neuron, title) {
    this.neuron = neuron;
    byId("detail-title").textContent = neuron === null && this.others.length ? "Other parameters" : title;
    byId("portrait").replaceChildren();
    this.portrait = neuron === null ? null : this.draw();
    byId("fields").replaceChildren();
    const places = neuron === null ? this.others : this.placesOf(neuron);
    this.fields = places.map((place) => this.field(place));
    if (!places.length) html("p", { class: "muted" }, byId("fields"), ADVICE);
    byId("detail").classList.toggle("none", neuron === null);
  }

  placesOf(neuron) {
    const { weights, biases } = this.trainer.data.wiring.neurons[neuron];
    return [...weights.map(([place]) => place), ...biases];
  }

  /** Put the focus into the field of a weight. */
  focus(place) {
    const field = this.fields.find((other) => other.place === place);
    if (field) field.input.focus();
  }

  field(place) {
    const name = this.trainer.data.names[place];
    const label = html("label", { class: "field weight", title: name }, byId("fields"), `${shortName(name)} `);
    const input = html("input", { type: "number", step: "any", "aria-label": name }, label);
    const gradient = html("span", { class: "gradient" }, label);
    input.addEventListener("change", () => {
      if (input.value !== "" && Number.isFinite(Number(input.value))) this.changed(place, Number(input.value));
    });
    return { place, input, gradient };
  }

  draw() {
    const dimensions = this.lattice.limits.length, host = byId("portrait");
    if (dimensions === 2) return html("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": "The neuron's output over the plane" }, host);
    if (dimensions === 0) return null;
    const drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "aria-label": "The neuron's output over the input" }, host);
    svg("path", { class: "threshold", d: `M0 ${SIDE / 2}H${SIDE}` }, drawing);
    return svg("path", { class: "fitted" }, drawing);
  }

  render() {
    for (const { place, input, gradient } of this.fields) {
      if (document.activeElement !== input) input.value = Number(this.trainer.numbers[place].toPrecision(6));
      const slope = this.trainer.gradients[place];
      gradient.textContent = Number.isFinite(slope) ? `∂ ${number(slope, 2)}` : "";
    }
    if (!this.portrait) return;
    const output = this.lattice.slice(this.trainer.data.outputs + this.neuron);
    const largest = output.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);
    if (this.lattice.limits.length === 2) {
      this.painter.paint(this.portrait, {
        scores: output, outputs: 1, resolution: this.lattice.n, threshold: 0, unit: largest / 2, hasContour: true,
      });
    } else {
      const points = Array.from(output, (x, i) => `${(SIDE * i) / (output.length - 1)} ${SIDE / 2 - (x / largest) * (SIDE / 2 - 4)}`);
      set(this.portrait, { d: `M${points.join("L")}` });
    }
  }
}

/** Return what comes after the last dot, which tells a neuron's weights apart. */
const shortName = (name) => name.slice(name.lastIndexOf(".") + 1);
