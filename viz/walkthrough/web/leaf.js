// The controls of one leaf: a slider and a number field, its gradient, and what a check of it says.

import { html } from "../../web/dom.js";
import { minus, repr, shown } from "../../web/numbers.js";
import { keepNumber } from "./field.js";
import { beginning } from "./live.js";
import { NO_VALUE } from "./telling.js";
import { reachOf } from "./track.js";
import { walk } from "./walk.js";

const TICKS = 200; // from one end of a slider to the other
const DIGITS = 5; // that a field has room for
const SIGNS = { agrees: "✓", differs: "≠", incomplete: "not complete," }; // of a gradient, before its check

export class LeafControl {
  /** `title` is its name in the list; `set` is told of a number, `tell` what to say. */
  constructor(host, node, title, leaf, { set, tell }) {
    Object.assign(this, { leaf, start: beginning[leaf], number: beginning[leaf], isInSight: true, waiting: null });
    const { name } = walk.nodes[node];
    this.row = html("div", { class: "leaf-row", role: "group", "aria-label": name }, host);
    html("bdi", {}, html("span", { class: "name", title: name }, this.row), title);
    this.slope = html("span", { class: "slope" }, this.row);
    const reach = reachOf(leaf);
    const range = { min: this.start - reach, max: this.start + reach, step: (2 * reach) / TICKS };
    this.slider = html("input", { type: "range", ...range, "aria-label": `${name}, slider` }, this.row);
    this.field = html("input", { type: "number", step: "any", "aria-label": name }, this.row);
    const label = `Bring ${name} back`;
    this.back = html("button", { type: "button", title: label, "aria-label": label }, this.row, "↺");
    keepNumber(this.field, { name, number: () => this.number, short, set, tell });
    this.listen(set);
  }

  listen(set) {
    const { slider } = this;
    slider.addEventListener("input", () => set(Number(slider.value)));
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

  /** Show a number, its gradient as written if it has one, and a check: the difference, and its verdict. */
  render(number, gradient, check) {
    this.renderNumber(number);
    const slope = gradient === undefined ? "" : `grad ${gradient}${check ? ` ${checked(check)}` : ""}`;
    if (this.slope.textContent !== slope) this.slope.textContent = slope;
    this.row.classList.toggle("checked", Boolean(check));
    this.slope.classList.toggle("wrong", Boolean(check) && check.verdict === "differs");
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

function checked({ difference, verdict }) {
  return `${SIGNS[verdict]} ${Number.isFinite(difference) ? shown(difference) : NO_VALUE} by difference`;
}
