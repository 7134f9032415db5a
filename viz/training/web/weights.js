// The neurons and their weights, each with a bar for its value and one for its gradient.

import { html } from "../../web/dom.js";
import { wordsOf } from "./item.js";
import { gradients, numberAt, parameters, run } from "./run.js";

const DECADES = 4; // powers of ten that the bars of the gradients tell apart
const highestValue = largest(parameters) || 1;
const highestGradient = largest(gradients) || 1;

function largest(numbers) {
  return numbers.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 0);
}

/** Return the share of its cell that a gradient's bar fills, on a logarithmic scale. */
function shareOf(gradient) {
  const share = Math.abs(gradient / highestGradient);
  const size = Math.log1p(share * 10 ** DECADES) / Math.log1p(10 ** DECADES);
  return Math.sign(gradient) * size || 0;
}

export class Weights {
  /** `changed` is called when another item, or none, is under the pointer or in focus. */
  constructor(host, changed) {
    Object.assign(this, { host, changed, items: [], hovered: null, chosen: null });
    let layer = null, group = null;
    run.neurons.forEach((neuron, i) => {
      if (!group || neuron.layer !== layer) group = this.addLayer(neuron.layer || "parameters");
      layer = neuron.layer;
      this.addNeuron(neuron, i, group);
    });
    if (this.items.length) this.items[0].element.tabIndex = 0;
  }

  /** The item under the pointer, or else the one that had the focus last; null for none. */
  get item() {
    return this.hovered || this.chosen;
  }

  addLayer(name) {
    const group = html("div", { class: "layer", role: "group", "aria-label": name }, this.host);
    html("div", { class: "layer-name", "aria-hidden": "true" }, group, name);
    return group;
  }

  addNeuron({ name, ordinal, places }, neuron, group) {
    const row = html("div", { class: "neuron", role: "presentation" }, group);
    const text = ordinal ? `neuron ${ordinal}` : "all";
    this.addItem({ neuron, name: name || "parameters" }, row, "who", text);
    const cells = html("div", { class: "cells", role: "presentation" }, row);
    for (const place of places) {
      const item = this.addItem({ neuron, place, name: run.names[place] }, cells, "cell");
      item.value = html("i", { class: "v" }, item.element);
      item.gradient = html("i", { class: "g" }, item.element);
    }
  }

  addItem(item, parent, kind, text) {
    const option = { class: kind, role: "option", tabindex: -1, "aria-selected": false };
    item.element = html("div", option, parent, text);
    item.element.addEventListener("pointerenter", () => this.hover(item));
    item.element.addEventListener("pointerleave", () => this.hover(null));
    item.element.addEventListener("focus", () => this.choose(item));
    this.items.push(item);
    return item;
  }

  hover(item) {
    this.hovered = item;
    this.light();
  }

  choose(item) {
    for (const other of this.items) {
      other.element.tabIndex = other === (item || this.items[0]) ? 0 : -1;
      other.element.setAttribute("aria-selected", other === item);
    }
    this.chosen = item;
    this.light();
  }

  light() {
    for (const other of this.items) other.element.classList.toggle("lit", other === this.item);
    this.changed(this.item);
  }

  /** Give the focus to the item so many after the chosen one. */
  move(by) {
    const i = this.items.indexOf(this.chosen) + by;
    if (this.items.length) this.items[Math.min(Math.max(i, 0), this.items.length - 1)].element.focus();
  }

  /** Return the item of a whole neuron. */
  neuron(i) {
    return this.items.find((item) => item.neuron === i);
  }

  render(position) {
    for (const item of this.items) {
      item.element.setAttribute("aria-label", `${item.name}: ${wordsOf(item, position)}`);
      if (item.place !== undefined) renderBars(item, position);
    }
  }
}

function renderBars(item, position) {
  const value = numberAt(parameters, position, item.place);
  const gradient = numberAt(gradients, position, item.place);
  item.element.classList.toggle("none", Number.isNaN(gradient));
  item.value.style.transform = `scaleY(${-value / highestValue})`;
  item.gradient.style.transform = `scaleY(${-shareOf(gradient)})`;
}
