// The gradient over the pixels: a square in each, large where it is; filled above 0, hollow below.

import { byId, html, set, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { drawInk, picture } from "./ink.js";

export class Slopes {
  constructor(drawing, pointed) {
    this.drawing = drawing;
    this.area = html("div", { class: "area", role: "img" }, byId("gradient"));
    const drawn = picture(this.area, drawing);
    this.ink = svg("g", { class: "faint" }, drawn);
    this.plus = svg("path", { class: "plus" }, drawn);
    this.minus = svg("path", { class: "minus" }, drawn);
    this.area.addEventListener("pointermove", (event) => pointed(this.at(event)));
  }

  at({ clientX, clientY }) {
    const { left, top, width, height } = this.area.getBoundingClientRect(), { rows, columns } = this.drawing;
    const [x, y] = [((clientX - left) / width) * columns, ((clientY - top) / height) * rows];
    return Math.min(Math.floor(y), rows - 1) * columns + Math.min(Math.floor(x), columns - 1);
  }

  /** Show the gradient of the score of a class, which has a name. */
  show(gradient, name) {
    const largest = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    const paths = { plus: "", minus: "" };
    if (largest > 0 && Number.isFinite(largest)) {
      gradient.forEach((slope, i) => (paths[slope > 0 ? "plus" : "minus"] += this.square(i, slope / largest)));
    }
    set(this.plus, { d: paths.plus });
    set(this.minus, { d: paths.minus });
    drawInk(this.ink, this.drawing);
    byId("slopes-title").textContent = `Gradient of the score of ${name}`;
    byId("largest").textContent = `The largest square is ${number(largest, 3)}.`;
    set(this.area, { "aria-label": `Gradient of the score of ${name} with respect to each pixel, up to ${number(largest, 3)} in size` });
  }

  /** Return a square whose area is a share of its pixel. */
  square(i, share) {
    const side = 0.9 * Math.sqrt(Math.abs(share));
    if (side < 0.03) return "";
    const { columns } = this.drawing, start = (1 - side) / 2, [s, z] = [side.toFixed(3), (-side).toFixed(3)];
    return `M${((i % columns) + start).toFixed(3)} ${(Math.floor(i / columns) + start).toFixed(3)}h${s}v${s}h${z}z`;
  }
}
