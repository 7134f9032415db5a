// The contribution of a step on its way: from the result along the edge to the operand, where it adds
// up. Only an eye catcher: all numbers are in their places before it begins.

import { svg } from "../../web/dom.js";
import { pointsOn } from "./points.js";

const HALF = [26, 9]; // of the token

export class Flight {
  constructor() {
    this.parts = [];
  }

  /** Let a token go along an edge to the number of a gradient, which shows its old sum until then. */
  begin(layer, { d }, grad, { before, by }, milliseconds) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const group = svg("g", { class: "flight", "aria-hidden": "true" }, layer);
    const [x, y] = ["x", "y"].map((name) => Number(grad.getAttribute(name)));
    const old = svg("text", { class: "grad", x, y }, group, before);
    const token = svg("g", { class: "token" }, group);
    const [w, h] = HALF;
    svg("rect", { x: -w, y: -h, width: 2 * w, height: 2 * h, rx: 5 }, token);
    svg("text", { y: 4 }, token, `+ ${by}`);
    const way = [...pointsOn(d).reverse(), [x - w, y - 4]];
    const frames = way.map(([u, v]) => ({ transform: `translate(${u}px, ${v}px)` }));
    const timing = { duration: milliseconds, easing: "ease-in-out", fill: "forwards" };
    const hidden = { opacity: 0, offset: 0.97 };
    this.parts = [group];
    this.animations = [
      token.animate(frames, timing),
      old.animate([{ opacity: 1 }, { opacity: 1, offset: 0.97 }, { opacity: 0 }], timing),
      grad.animate([{ opacity: 0 }, hidden, { opacity: 1 }], { duration: milliseconds }),
    ];
    this.animations[0].onfinish = () => this.end();
  }

  end() {
    for (const animation of this.animations || []) animation.cancel();
    for (const part of this.parts) part.remove();
    Object.assign(this, { parts: [], animations: [] });
  }
}
