// The chip: upstream times local, and the product, on the edge that a gradient is passed along.

import { set, svg } from "../../web/dom.js";
import { shown } from "../../web/numbers.js";
import { product } from "./caption.js";
import { at } from "./live.js";
import { isHidden } from "./quiz.js";
import { folds } from "./walk.js";

const SPARE = 2; // of the chip's room above and below
const PADDING = 4;

/** Write upstream times local, and below it the product; between folded boxes in three lines. */
export function linesOf(step) {
  const factors = product(step);
  return [...(folds ? factors.split(/ (?=× )/) : [factors]), `= ${isHidden(step) ? "?" : shown(at(step.by))}`];
}

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text, isProduct) {
  pen.font = `${isProduct ? "bold " : ""}${folds ? 10 : 11}px "DejaVu Sans", Verdana, sans-serif`;
  return pen.measureText(text).width;
}

export class Chip {
  constructor(parent) {
    const attributes = { class: folds ? "chip small" : "chip", visibility: "hidden", "aria-hidden": "true" };
    this.element = svg("g", attributes, parent);
    this.ground = svg("rect", { rx: 5 }, this.element);
    this.texts = [];
  }

  show(edge, step) {
    this.element.setAttribute("visibility", edge ? "visible" : "hidden");
    if (!edge) return;
    const lines = linesOf(step);
    const width = Math.max(...lines.map((text, k) => widthOf(text, k === lines.length - 1))) + 10;
    const height = 13 * lines.length + 6 - SPARE;
    this.write(lines, height);
    set(this.ground, { x: -width / 2, y: -height / 2, width, height });
    this.moveTo(edge.label);
    this.size = [width, height];
  }

  write(lines, height) {
    const row = (height - PADDING) / lines.length;
    while (this.texts.length < lines.length) this.texts.push(svg("text", {}, this.element));
    this.texts.forEach((text, k) => {
      text.textContent = lines[k];
      text.classList.toggle("product", k === lines.length - 1);
      text.setAttribute("y", row * (k + 1) - height / 2);
    });
  }

  moveTo(point) {
    this.element.setAttribute("transform", `translate(${point})`);
  }

  /** On an edge that is in view in part, stand in that part, as near to its middle as fits. */
  keepWithin([left, top, right, bottom], { spline, label }) {
    const [w, h] = this.size.map((length) => length / 2 + 2);
    const away = ([x, y]) => Math.hypot(x - label[0], y - label[1]);
    const fits = ([x, y]) => x - w >= left && x + w <= right && y - h >= top && y + h <= bottom;
    if (fits(label)) return;
    const length = spline.getTotalLength();
    const points = Array.from({ length: 41 }, (_, i) => spline.getPointAtLength((i / 40) * length));
    const found = points.map(({ x, y }) => [x, y]).filter(fits).sort((p, q) => away(p) - away(q));
    if (found.length) this.moveTo(found[0]);
  }
}
