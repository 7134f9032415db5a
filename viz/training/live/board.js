// A board: a picture with two axes that samples are drawn on, and that takes new ones.

import { html, set, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { marker } from "./marker.js";

export class Board {
  /**
   * host     where it stands; limits: of the two axes; names: likewise
   * shownOf  returns the two numbers that are shown of a row
   * hold     takes the board's samples in the hand; null where they stay
   */
  constructor(host, model, meaning, { limits, names, title, aspect, shownOf, hold }) {
    Object.assign(this, { host, model, meaning, limits, aspect, shownOf });
    this.frame = html("div", { class: "board" }, host);
    this.canvas = html("canvas", { "aria-hidden": "true" }, this.frame);
    this.area = html("div", { class: "area", ...(hold ? inHand(title) : { role: "img", "aria-label": title }) }, this.frame);
    this.drawing = svg("svg", { "aria-hidden": "true" }, this.area);
    this.below = svg("g", {}, this.drawing);
    this.held = svg("g", { class: "held" }, this.drawing);
    this.trained = svg("g", { class: "trained" }, this.drawing);
    this.cursor = svg("path", { class: "cursor" }, this.drawing);
    this.writeAxes(names);
    host.style.setProperty("--aspect", aspect);
    if (hold) hold(this);
  }

  writeAxes([across, up]) {
    const [[left, right], [low, high]] = this.limits;
    const axis = (kind, texts) => {
      const element = html("div", { class: `axis ${kind}`, "aria-hidden": "true" }, this.frame);
      for (const text of texts) html("span", {}, element, text);
    };
    axis("across", [number(left, 3), across, number(right, 3)]);
    axis("up", [number(low, 3), up, number(high, 3)]);
  }

  /** Fit the board to the room that it has; its axes keep their proportion. */
  resize() {
    const { clientWidth, clientHeight } = this.host;
    const width = Math.max(80, Math.min(clientWidth - 44, (clientHeight - 18) / this.aspect));
    this.size = { width: Math.floor(width), height: Math.floor(width * this.aspect) };
    const pixels = { width: `${this.size.width}px`, height: `${this.size.height}px` };
    for (const element of [this.canvas, this.area]) Object.assign(element.style, pixels);
    Object.assign(this.canvas, this.size);
    set(this.drawing, { viewBox: `0 0 ${this.size.width} ${this.size.height}` });
    this.drawSamples();
  }

  toPixel([a, b]) {
    const [[left, right], [low, high]] = this.limits, { width, height } = this.size;
    return { x: ((a - left) / (right - left)) * width, y: (1 - (b - low) / (high - low)) * height };
  }

  toNumbers({ x, y }) {
    const [[left, right], [low, high]] = this.limits, { width, height } = this.size;
    return [left + (x / width) * (right - left), low + (1 - y / height) * (high - low)];
  }

  drawSamples() {
    this.draw(this.trained, this.model.samples);
    this.draw(this.held, this.model.held);
  }

  draw(group, samples) {
    const paths = new Map();
    for (let i = 0; i < samples.n; i++) {
      const row = samples.row(i), { shape, fill } = this.meaning.lookOf(row);
      const { x, y } = this.toPixel(this.shownOf(row));
      const key = `${shape} ${fill}`;
      const { d } = paths.get(key) || { d: "" };
      paths.set(key, { fill, d: d + marker(Math.max(shape, 0), x, y) });
    }
    group.replaceChildren();
    for (const { fill, d } of paths.values()) svg("path", { class: "sample", d, style: `--own: ${fill}` }, group);
  }

  point(at) {
    set(this.cursor, { d: at ? `M${at.x - 9} ${at.y}h18M${at.x} ${at.y - 9}v18` : "" });
  }
}

const inHand = (title) => ({
  tabindex: 0, role: "application", "aria-label": `${title}. Arrow keys move a cursor, Enter adds a sample, Delete removes one.`,
});
