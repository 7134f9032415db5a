// The answer: a bar for each class, one of which is chosen.

import { byId, html } from "../../web/dom.js";

const STRONGEST = "strongest";

export class Answers {
  constructor(classes, changed) {
    this.host = byId("classes");
    this.bars = [];
    this.choices = [this.choice(STRONGEST, "the most probable"), ...classes.map((name, k) => this.choice(k, name))];
    this.choices[0].checked = true;
    this.host.addEventListener("change", changed);
  }

  choice(value, name) {
    const label = html("label", { class: "class" }, this.host);
    const choice = html("input", { type: "radio", name: "chosen", value }, label);
    html("span", { class: "name" }, label, name);
    if (value === STRONGEST) return choice;
    const bar = html("span", { class: "bar", "aria-hidden": "true" }, label);
    this.bars.push({ label, bar, number: html("span", { class: "probability" }, label) });
    return choice;
  }

  /** The class that was chosen; null for that with the largest probability. */
  get chosen() {
    const { value } = this.choices.find(({ checked }) => checked);
    return value === STRONGEST ? null : Number(value);
  }

  /** Choose a class, or null; an error tells of what is none. */
  choose(k) {
    const place = k === null ? 0 : k + 1;
    if (k !== null && !(Number.isInteger(k) && k >= 0 && k < this.bars.length)) {
      throw new Error(`choose: given ${String(k)}; allowed: a class, 0 to ${this.bars.length - 1}, or null for the strongest`);
    }
    this.choices[place].checked = true;
  }

  show(probabilities, strongest) {
    this.bars.forEach(({ label, bar, number }, k) => {
      const p = probabilities[k];
      label.classList.toggle("strongest", k === strongest);
      bar.style.setProperty("--share", Number.isFinite(p) ? p : 0);
      number.textContent = Number.isFinite(p) ? p.toFixed(3) : "none";
    });
  }
}
