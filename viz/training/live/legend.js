// The classes with their shapes: which one a sample has that is added.

import { byId, html, set, svg } from "../../web/dom.js";
import { colorOf, marker } from "./marker.js";

/** List the classes, where there is nothing to choose, and not more of them than are told apart. */
export function listClasses({ classes, mostClasses }) {
  if (classes.length > mostClasses) return;
  const list = html("ul", { "aria-label": "Classes" }, byId("legend"));
  classes.forEach(({ text }, k) => addClass(html("li", { class: "choice" }, list), text, k));
}

/** Lets the reader choose a label; a number is chosen by a field. */
export class Legend {
  constructor({ classes, hasClasses, hasLabel, labelLimits }, isPlane) {
    this.host = byId("legend");
    set(this.host, { role: "radiogroup", "aria-label": "Class of a sample that is added" });
    this.choices = classes.map(({ text, label }, k) => addChoice(this.host, text, label, k));
    if (this.choices.length) this.choices[this.choices.length - 1].checked = true;
    this.field = !hasClasses && hasLabel && isPlane ? addField(this.host, labelLimits) : null;
  }

  get label() {
    if (this.field) return Number(this.field.value);
    const chosen = this.choices.find((choice) => choice.checked);
    return chosen ? Number(chosen.value) : NaN;
  }

  choose(k) {
    if (k < this.choices.length) this.choices[k].checked = true;
  }
}

function addChoice(host, text, label, k) {
  const element = html("label", { class: "choice" }, host);
  const choice = html("input", { type: "radio", name: "class", value: label }, element);
  addClass(element, text, k);
  return choice;
}

function addClass(element, text, k) {
  const icon = svg("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, element);
  svg("path", { class: "sample", d: marker(k, 0, 0), style: `--own: ${colorOf(k)}` }, icon);
  html("span", {}, element, text);
}

function addField(host, [low, high]) {
  const label = html("label", { class: "field" }, host, "label of a new sample ");
  return html("input", { type: "number", step: "any", value: Number(((low + high) / 2).toPrecision(3)) }, label);
}
