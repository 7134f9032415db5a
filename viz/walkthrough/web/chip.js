// The chip: upstream times local, and the product, on the edge that a gradient is passed along.

import { set, svg } from "../../web/dom.js";
import { product } from "./caption.js";
import { pointsOn } from "./points.js";
import { isHidden } from "./quiz.js";
import { told } from "./telling.js";
import { folds } from "./walk.js";

const SPARE = 2; // of the chip's room above and below
const PADDING = 4;
const GAP = 3; // around it
const COST = { box: 1, label: 0.5, out: 1e6 }; // of a square that is covered, in lengths to its place

/** Write upstream times local, and below it the product; between folded boxes in three lines. */
export function linesOf(step) {
  const factors = product(step);
  return [...(folds ? factors.split(/ (?=× )/) : [factors]), `= ${isHidden(step) ? "?" : told(step.by)}`];
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
    if (this.covered) this.covered.classList.remove("under");
    this.covered = edge && edge.text;
    if (!edge) return;
    edge.text.classList.add("under"); // the chip tells it
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
      if (text.textContent !== lines[k]) text.textContent = lines[k];
      text.classList.toggle("product", k === lines.length - 1);
      text.setAttribute("y", row * (k + 1) - height / 2);
    });
  }

  moveTo(point) {
    this.element.setAttribute("transform", `translate(${point})`);
  }

  /** Stand near the middle of the edge where it is in view and covers neither boxes nor numbers. */
  place({ d, label }, [left, top, right, bottom], { boxes, labels }) {
    const [w, h] = this.size.map((length) => length + 2 * GAP);
    const cost = ([x, y]) => {
      const own = [x - w / 2, y - h / 2, w, h];
      const isOut = own[0] < left || own[1] < top || own[0] + w > right || own[1] + h > bottom;
      const covered = COST.box * sum(boxes, own) + COST.label * sum(labels, own);
      return Math.hypot(x - label[0], y - label[1]) + covered + (isOut ? COST.out : 0);
    };
    const points = [label, ...beside(pointsOn(d), w, h)];
    const costs = points.map(cost);
    this.moveTo(points[costs.indexOf(Math.min(...costs))]);
  }
}

/** Return points on a curve and on both sides of it. */
function beside(points, w, h) {
  return points.flatMap(([x, y]) => [-1, -0.55, 0, 0.55, 1].flatMap((k) => [[x, y + k * h], [x + k * w, y]]));
}

const sum = (boxes, own) => boxes.reduce((total, box) => total + overlap(box, own), 0);

function overlap([x, y, w, h], [u, v, s, t]) {
  const across = Math.min(x + w, u + s) - Math.max(x, u);
  const down = Math.min(y + h, v + t) - Math.max(y, v);
  return across > 0 && down > 0 ? across * down : 0;
}
