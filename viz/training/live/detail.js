// What is told of one neuron: its output large, and its weights, which may be changed.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { Portrait } from "./portrait.js";

const ADVICE = "Point to a neuron, or go to one by the arrow keys, to see its output and its weights.";

export class Detail {
  /** changed: is called with the place of a weight and its new number; null where none changes */
  constructor(model, lattice, meaning, changed) {
    Object.assign(this, { model, changed, fields: [], portrait: new Portrait(model, lattice, meaning) });
    const { wiring, names } = model.data;
    const own = new Set(wiring.neurons.flatMap(({ weights, biases }) => [...weights.map(([p]) => p), ...biases]));
    this.others = names.map((_, p) => p).filter((p) => !own.has(p));
    this.othersTitle = own.size ? "Other parameters" : "Parameters";
    this.show(null, "Neuron");
  }

  readColors() {
    this.portrait.readColors();
  }

  /** Tell of another neuron, or of none: then of the parameters that are no neuron's. */
  show(neuron, title) {
    byId("detail-title").textContent = neuron === null && this.others.length ? this.othersTitle : title;
    this.portrait.show(neuron);
    byId("fields").replaceChildren();
    const places = neuron === null ? this.others : this.placesOf(neuron);
    const nameOf = neuron === null ? (name) => name : shortName;
    this.fields = places.map((place) => this.field(place, nameOf));
    if (!places.length) html("p", { class: "muted" }, byId("fields"), ADVICE);
    byId("detail").classList.toggle("none", neuron === null);
  }

  placesOf(neuron) {
    const { weights, biases } = this.model.data.wiring.neurons[neuron];
    return [...weights.map(([place]) => place).filter((place) => place !== null), ...biases];
  }

  /** Put the focus into the field of a weight. */
  focus(place) {
    const field = this.fields.find((other) => other.place === place);
    if (field) field.input.focus();
  }

  field(place, nameOf) {
    const name = this.model.data.names[place];
    const label = html("label", { class: "field weight", title: name }, byId("fields"), `${nameOf(name)} `);
    const input = html("input", { type: "number", step: "any", "aria-label": name }, label);
    input.readOnly = !this.changed;
    const gradient = html("span", { class: "gradient" }, label);
    input.addEventListener("change", () => {
      if (input.value !== "" && Number.isFinite(Number(input.value))) this.changed(place, Number(input.value));
    });
    return { place, input, gradient };
  }

  render() {
    for (const { place, input, gradient } of this.fields) {
      if (document.activeElement !== input || !this.changed) input.value = Number(this.model.numbers[place].toPrecision(6));
      const slope = this.model.gradients[place];
      gradient.textContent = Number.isFinite(slope) ? `∂ ${number(slope, 2)}` : "";
    }
    this.portrait.update();
  }
}

/** Return what comes after the last dot, which tells a neuron's weights apart. */
const shortName = (name) => name.slice(name.lastIndexOf(".") + 1);
