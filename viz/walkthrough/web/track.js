// The slider on the box of a leaf, for a pointer; the list beside the graph has one for the keyboard.

import { set, svg } from "../../web/dom.js";
import { beginning, live } from "./live.js";

const INSET = 10; // of the track, from the sides of the box
const BASE = 3.5; // and from below

/** Return how far from where a leaf begins a slider reaches, so that it holds a number too. */
export function reachOf(leaf, number = beginning[leaf]) {
  const start = beginning[leaf];
  const reach = Math.max(1, 2 * Math.abs(start), Math.abs(number - start));
  return Number.isFinite(reach) ? reach : 1;
}

export class Track {
  constructor(leaf, [x, y, w, h], parent) {
    const [left, right, base] = [x + INSET, x + w - INSET, y + h - BASE];
    Object.assign(this, { leaf, left, width: right - left, base });
    this.element = svg("g", { class: "track", "aria-hidden": "true" }, parent);
    this.line = svg("path", { class: "rail", d: `M${left} ${base}H${right}` }, this.element);
    svg("path", { class: "hit", d: `M${left} ${base}H${right}` }, this.element);
    this.knob = svg("circle", { class: "knob", cy: base, r: 3 }, this.element);
    this.render();
  }

  render() {
    const number = live.leaves[this.leaf];
    const reach = reachOf(this.leaf, number);
    const at = (number - beginning[this.leaf]) / (2 * reach) + 0.5;
    set(this.knob, { cx: this.left + Math.min(1, Math.max(0, at)) * this.width });
  }

  /** Tell of each number that the knob is dragged to; a double click brings the leaf back. */
  listen(changed) {
    const move = (event) => {
      const { left, width } = this.line.getBoundingClientRect();
      const at = Math.min(1, Math.max(0, (event.clientX - left) / width));
      const number = beginning[this.leaf] + (2 * at - 1) * this.reach;
      changed(this.leaf, Number(number.toPrecision(3)));
    };
    this.element.addEventListener("pointerdown", (event) => {
      event.stopPropagation(); // or the graph moves
      this.element.setPointerCapture(event.pointerId);
      this.reach = reachOf(this.leaf);
      move(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) move(event);
    });
    this.element.addEventListener("click", (event) => event.stopPropagation());
    this.element.addEventListener("dblclick", () => changed(this.leaf, beginning[this.leaf]));
  }
}
