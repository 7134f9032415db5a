// What is told of one neuron: its output large, and its weights, which may be changed.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { neuronName } from "./names.js";
import { Portrait } from "./portrait.js";

const ADVICE = "Point to another neuron, or go to it by the arrow keys.";

export class Detail {
  /**
   * changed  is called with the place of a weight and its new number; null where none changes
   * say      tells of a number that is refused
   */
  constructor(model, lattice, meaning, { changed, say }) {
    Object.assign(this, { model, changed, say, fields: [], portrait: new Portrait(model, lattice, meaning) });
    const { wiring, names, inputs } = model.data;
    const own = new Set(wiring.neurons.flatMap(({ weights, biases }) => [...weights.map(([p]) => p), ...biases]));
    this.others = names.map((_, p) => p).filter((p) => !own.has(p));
    const output = wiring.outputs[0] - inputs.length;
    this.first = this.others.length ? null : output >= 0 ? output : wiring.neurons.length - 1;
    if (own.size) byId("detail-note").textContent = ADVICE;
    this.show(null);
  }

  readColors() {
    this.portrait.readColors();
  }

  /** Tell of a neuron; of none, of the parameters that are no neuron's or else of the first output. */
  show(neuron) {
    if (byId("fields").contains(document.activeElement)) return; // somebody types
    const shown = neuron === null ? this.first : neuron;
    const { data } = this.model, isOne = shown !== null;
    byId("detail-title").textContent = isOne ? neuronName(data, shown) : data.wiring.neurons.length ? "Other parameters" : "Parameters";
    this.portrait.show(shown);
    byId("fields").replaceChildren();
    this.fields = (isOne ? this.placesOf(shown) : this.others).map((place) => this.field(place, isOne ? shortName : (name) => name));
    byId("detail").classList.toggle("none", !isOne);
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
    input.addEventListener("change", () => this.take(place, input));
    return { place, input, gradient };
  }

  /** Take a number that was typed; without one the field goes back to the number in force. */
  take(place, input) {
    if (input.value !== "" && Number.isFinite(Number(input.value))) return this.changed(place, Number(input.value));
    input.value = this.written(place);
    this.say(`${this.model.data.names[place]}: given no number; allowed: a number; it stays ${input.value}`);
  }

  written(place) {
    return String(Number(this.model.numbers[place].toPrecision(6)));
  }

  render() {
    for (const { place, input, gradient } of this.fields) {
      if (document.activeElement !== input || !this.changed) input.value = this.written(place);
      const slope = this.model.gradients[place];
      gradient.textContent = Number.isFinite(slope) ? `∂ ${number(slope, 2)}` : "";
    }
    this.portrait.update();
  }
}

/** Return what comes after the last dot, which tells a neuron's weights apart. */
const shortName = (name) => name.slice(name.lastIndexOf(".") + 1);
