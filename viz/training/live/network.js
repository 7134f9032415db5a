// The network: a column for each layer, each neuron a small picture of its output, weights as lines.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { neuronName } from "./names.js";
import { Neurons } from "./neurons.js";
import { placesOf } from "./places.js";
import { Wires } from "./wires.js";

const MOST_NAMES = 16; // of inputs that are written beside them
const NEAR = 5; // pixels between the pointer and a line that it points to

export class Network {
  /**
   * chosen  is called with a neuron, or null, that is looked at
   * wanted  is called with a weight that was clicked: its place and the neuron that it feeds
   * verb    says what can be done with a weight
   */
  constructor(model, lattice, meaning, { chosen, wanted, verb }) {
    Object.assign(this, { model, chosen, wanted, verb, hovered: null, focused: null });
    this.inputs = model.data.inputs.length;
    this.neurons = model.data.wiring.neurons;
    this.host = byId("wires");
    this.wires = new Wires(model, this.host);
    this.pictures = new Neurons(model, lattice, meaning, this.host);
    this.buttons = this.neurons.map((_, i) => this.button(i));
    this.labels = model.data.inputs.map((name) => html("span", { class: "input", title: name }, this.host, name));
    this.answers = this.outputNames(meaning);
    const columns = this.neurons.map(({ column }) => column);
    const most = Math.max(this.inputs, ...columns.map((column) => columns.filter((other) => other === column).length));
    this.host.style.setProperty("--most", most);
    if (this.buttons.length) this.buttons[0].tabIndex = 0;
    this.host.addEventListener("pointermove", (event) => this.point(event));
    this.host.addEventListener("pointerleave", () => this.light(null));
    this.host.addEventListener("click", () => this.want(this.wires.lit));
    this.readColors();
  }

  /** The neuron under the pointer, or else the one that had the focus last; null for none. */
  get neuron() {
    return this.hovered === null ? this.focused : this.hovered;
  }

  /** Write the class of each output beside it, where each has one. */
  outputNames({ classes, outputs }) {
    if (outputs < 2 || classes.length !== outputs) return [];
    const places = this.model.data.wiring.outputs.map((source) => source - this.inputs);
    if (new Set(places).size < outputs || places.some((i) => i < 0)) return [];
    return places.map((i, k) => ({ i, element: html("span", { class: "output", title: classes[k].text }, this.host, classes[k].text) }));
  }

  button(i) {
    const button = html("button", {
      type: "button", class: "neuron", tabindex: -1, "aria-label": neuronName(this.model.data, i),
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

  want(wire) {
    if (wire && wire.place !== null) this.wanted(wire.place, wire.target);
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
    for (const part of [this.wires, this.pictures]) part.readColors();
  }

  /** Fit the picture to the room that it has. */
  resize() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    const names = this.labels.length > MOST_NAMES ? [] : this.labels;
    const [before, after] = [names, this.answers.map(({ element }) => element)].map(widest);
    const { centres, side, columns } = placesOf(this.inputs, this.neurons, { ...size, before, after });
    Object.assign(this, { centres, columns });
    const corners = centres.slice(this.inputs).map(({ x, y }) => ({ x: x - side / 2, y: y - side / 2 }));
    this.wires.resize(size, centres);
    this.pictures.resize(size, corners, side);
    this.buttons.forEach((button, i) => put(button, corners[i], side));
    this.labels.forEach((label, i) => {
      put(label, centres[i]);
      label.hidden = names.length === 0;
    });
    this.answers.forEach(({ i, element }) => put(element, { x: corners[i].x + side + 2, y: corners[i].y + side / 2 }));
  }

  renderWires() {
    this.wires.render(this.neuron, byId("show-gradients").checked);
    const words = this.words(), caption = byId("wire");
    if (caption.textContent !== words) caption.textContent = words; // or it is laid out anew
  }

  renderNeurons() {
    this.pictures.render();
  }

  /** Find the weight whose line is under the pointer. */
  point({ clientX, clientY }) {
    const box = this.host.getBoundingClientRect();
    this.light(this.hovered === null ? this.wires.nearest([clientX - box.left, clientY - box.top], NEAR) : null);
  }

  light(wire) {
    if (wire === this.wires.lit) return;
    this.wires.lit = wire;
    this.host.classList.toggle("pointing", wire !== null && wire.place !== null);
    this.renderWires();
  }

  words() {
    const { numbers, gradients, data } = this.model, { lit } = this.wires;
    if (lit && lit.place === null) return "The signal is added as it is: there is no weight.";
    if (lit) {
      const { place: p } = lit;
      return `${data.names[p]}: ${number(numbers[p])}, gradient ${number(gradients[p])}; click to ${this.verb} it`;
    }
    if (this.neuron !== null && this.model.data.limits.length === 2) return "The dashed line on the plane is where this neuron's output is 0.";
    return "Wide lines are large weights, solid above 0, dashed below. Point to one, or to a neuron.";
  }
}

const widest = (elements) => Math.max(0, ...elements.map(({ offsetWidth }) => offsetWidth));

function put(element, { x, y }, side) {
  Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
  if (side) Object.assign(element.style, { width: `${side}px`, height: `${side}px` });
}
