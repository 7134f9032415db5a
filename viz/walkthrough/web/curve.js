// A small curve of what the root held over the steps of gradient descent, with its first and last number.

import { html, svg } from "../../web/dom.js";
import { repr, shown } from "../../web/numbers.js";
import { NO_VALUE } from "./telling.js";
import { walk } from "./walk.js";

const SIZE = { width: 150, height: 44, margin: 4 };

export class Curve {
  constructor(host) {
    this.element = html("span", { class: "course", hidden: "" }, host);
    this.first = html("span", {}, this.element);
    const { width, height } = SIZE;
    this.curve = svg("svg", { class: "curve", width, height, role: "img" }, this.element);
    this.line = svg("path", { class: "loss" }, this.curve);
    this.end = svg("circle", { class: "now", r: 3 }, this.curve);
    this.last = html("span", {}, this.element);
  }

  /** Show numbers in their order, if there are two and more. */
  render(losses) {
    const finite = losses.filter(Number.isFinite);
    const isShown = losses.length > 1 && finite.length > 0;
    this.element.hidden = !isShown;
    if (!isShown) return;
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const { width, height, margin } = SIZE;
    const x = (i) => margin + (i / (losses.length - 1)) * (width - 2 * margin);
    const y = (loss) => height - margin - ((loss - low) / (high - low || 1)) * (height - 2 * margin);
    const points = losses.flatMap((loss, i) => (Number.isFinite(loss) ? [[x(i), y(loss)]] : []));
    this.line.setAttribute("d", `M${points.map((point) => point.map((p) => p.toFixed(1)).join(" ")).join("L")}`);
    const [cx, cy] = points.at(-1);
    this.end.setAttribute("cx", cx);
    this.end.setAttribute("cy", cy);
    const [first, last] = [losses[0], losses.at(-1)];
    this.first.textContent = written(first, shown);
    this.last.textContent = written(last, shown);
    this.curve.setAttribute("aria-label", `${walk.root} over the steps: from ${written(first, repr)} to ${written(last, repr)}`);
  }
}

const written = (loss, write) => (Number.isFinite(loss) ? write(loss) : NO_VALUE);
