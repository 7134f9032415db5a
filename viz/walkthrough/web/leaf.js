// The controls of one leaf: a slider and a number field, its gradient, and what a check of it says.

import { html } from "../../web/dom.js";
import { minus, repr, shown } from "../../web/numbers.js";
import { beginning } from "./live.js";
import { reachOf } from "./track.js";
import { walk } from "./walk.js";

const TICKS = 200; // from one end of a slider to the other
const DIGITS = 5; // that a field has room for

export class LeafControl {
  /** `short` is its name in the list; `set` is told of a number. */
  constructor(host, node, short, leaf, set) {
    Object.assign(this, { leaf, start: beginning[leaf], number: beginning[leaf], isInSight: true, waiting: null });
    const { name } = walk.nodes[node];
    this.row = html("div", { class: "leaf-row", role: "group", "aria-label": name }, host);
    html("bdi", {}, html("span", { class: "name", title: name }, this.row), short);
    this.slope = html("span", { class: "slope" }, this.row);
    const reach = reachOf(leaf);
    const range = { min: this.start - reach, max: this.start + reach, step: (2 * reach) / TICKS };
    this.slider = html("input", { type: "range", ...range, "aria-label": `${name}, slider` }, this.row);
    this.field = html("input", { type: "number", step: "any", "aria-label": name }, this.row);
    const label = `Bring ${name} back`;
    this.back = html("button", { type: "button", title: label, "aria-label": label }, this.row, "↺");
    this.listen(set);
  }

  listen(set) {
    const { slider, field } = this;
    slider.addEventListener("input", () => set(Number(slider.value)));
    field.addEventListener("input", () => field.value !== "" && set(Number(field.value)));
    field.addEventListener("focus", () => (field.value = String(this.number))); // all digits
    field.addEventListener("blur", () => (field.value = short(this.number)));
    this.back.addEventListener("click", () => set(this.start));
    for (const element of [slider, this.row.firstChild]) element.addEventListener("dblclick", () => set(this.start));
  }

  // A large network has hundreds of leaves, of which a few are in sight.

  /** Render now, or when the row comes into sight. */
  show(render) {
    this.waiting = render;
    if (this.isInSight) this.see(true);
  }

  see(isInSight) {
    this.isInSight = isInSight;
    if (!isInSight || !this.waiting) return;
    this.waiting();
    this.waiting = null;
  }

  /** Show a number, its gradient if it has one, and a check: the difference, and whether it agrees. */
  render(number, gradient, check) {
    this.renderNumber(number);
    const told = check ? `${check[1] ? "✓" : "≠"} ${shown(check[0])} by difference` : "";
    const slope = gradient === undefined ? "" : `grad ${shown(gradient)} ${told}`.trim();
    if (this.slope.textContent !== slope) this.slope.textContent = slope;
    this.row.classList.toggle("checked", Boolean(check));
    this.slope.classList.toggle("wrong", Boolean(check) && !check[1]);
  }

  renderNumber(number) {
    if (Object.is(number, this.rendered)) return;
    Object.assign(this, { number, rendered: number });
    const reach = reachOf(this.leaf, number);
    Object.assign(this.slider, { min: this.start - reach, max: this.start + reach });
    if (document.activeElement !== this.slider) this.slider.value = number;
    if (document.activeElement !== this.field) this.field.value = short(number);
    this.slider.setAttribute("aria-valuetext", shown(number));
    this.back.setAttribute("aria-disabled", Object.is(number, this.start));
    this.field.title = minus(repr(number));
  }
}

const short = (number) => String(Number(number.toPrecision(DIGITS)));
