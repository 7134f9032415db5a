// What is told of one item: its name, its numbers, and their histories.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { chart } from "./chart.js";
import { numberOf, wordsOf } from "./item.js";
import { gradients, parameters, run } from "./run.js";

const SIZE = { width: 260, height: 110 };
const ADVICE = "Hover over one, or choose one, to see its history.";

export class Detail {
  constructor() {
    this.show(null);
  }

  /** Tell of another item, or of none. */
  show(item) {
    this.item = item;
    byId("name").textContent = item ? item.name : "Neurons and weights";
    byId("histories").replaceChildren();
    this.histories = item
      ? [history(item, "value", parameters), history(item, "gradient", gradients)]
      : [];
  }

  render(position) {
    for (const { mark } of this.histories) mark(run.shown[position] - 1);
    byId("readout").textContent = this.item ? wordsOf(this.item, position) : ADVICE;
  }
}

function history(item, kind, numbers) {
  const all = run.shown.map((_, position) => numberOf(numbers, position, item));
  const known = all.filter(Number.isFinite);
  const plural = kind === "value" ? "weights" : "gradient";
  const title = item.place === undefined ? `length of the ${plural}` : kind;
  const parent = html("div", {}, byId("histories"));
  html("h3", {}, parent, known.length ? title : `${title}: none`);
  const low = Math.min(...known, 0), high = Math.max(...known, 0);
  const scale = (y) => (high > low ? (y - low) / (high - low) : 0.5);
  // The least and the greatest, unless they would be written over the 0.
  const ticks = [0, ...[low, high].filter((y) => Math.abs(scale(y) - scale(0)) > 0.2)];
  return chart(parent, {
    ...SIZE, title: `${item.name}, ${title} over the steps`,
    curves: [{ kind, steps: run.shown.map((step) => step - 1), heights: all.map(scale) }],
    ticks: ticks.map((y) => ({ y: scale(y), text: number(y, 3) })),
  });
}
