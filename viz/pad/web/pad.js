// The pad: a drawing that pointer, touch and keys change.

import { byId, html, set, svg } from "../../web/dom.js";
import { drawInk, picture } from "./ink.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Pad {
  /** changed: is called after each change of the drawing; pointed: with the pixel that is looked at */
  constructor(drawing, { changed, pointed }) {
    Object.assign(this, { drawing, changed, pointed, last: null, isErasing: false });
    const { rows, columns } = drawing;
    this.cursor = { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
    this.area = html("div", {
      class: "area", tabindex: 0, role: "application",
      "aria-label": `Pad of ${rows} × ${columns} pixels. Arrow keys move, space or Enter draws, Backspace empties a pixel.`,
    }, byId("pad"));
    const drawn = picture(this.area, drawing);
    this.ink = svg("g", {}, drawn);
    svg("path", { class: "grid", d: gridOf(drawing) }, drawn);
    this.mark = svg("path", { class: "cursor" }, drawn);
    this.listen();
  }

  listen() {
    const { area } = this;
    area.addEventListener("pointerdown", (event) => this.press(event));
    area.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) area.addEventListener(end, () => (this.last = null));
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("focus", () => this.point());
  }

  get pixel() {
    return this.cursor.row * this.drawing.columns + this.cursor.column;
  }

  at({ clientX, clientY }) {
    const { left, top, width, height } = this.area.getBoundingClientRect(), { rows, columns } = this.drawing;
    return [((clientX - left) / width) * columns, ((clientY - top) / height) * rows];
  }

  press(event) {
    if (event.button !== 0) return;
    this.area.setPointerCapture(event.pointerId);
    this.last = this.at(event);
    this.stroke(this.last, this.last);
  }

  move(event) {
    const place = this.at(event);
    if (this.last === null) return this.lookAt(place);
    const between = event.getCoalescedEvents().map((part) => this.at(part));
    for (const next of [...between, place]) {
      this.drawing.stroke(this.last, next, this.isErasing);
      this.last = next;
    }
    this.lookAt(place);
    this.changed();
  }

  stroke(from, to) {
    this.drawing.stroke(from, to, this.isErasing);
    this.lookAt(to);
    this.changed();
  }

  lookAt([x, y]) {
    const { rows, columns } = this.drawing;
    this.cursor = { row: within(Math.floor(y), rows), column: within(Math.floor(x), columns) };
    this.point();
  }

  point() {
    set(this.mark, { d: `M${this.cursor.column} ${this.cursor.row}h1v1h-1z` });
    this.pointed(this.pixel);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { drawing, pixel, cursor } = this;
    const centre = [cursor.column + 0.5, cursor.row + 0.5];
    const draw = () => drawing.stroke(centre, centre, this.isErasing);
    const empty = () => drawing.fill(pixel, 0);
    const changes = {
      " ": draw, Enter: draw, Backspace: empty, Delete: empty,
      "+": () => drawing.change(pixel, 1), "-": () => drawing.change(pixel, -1),
    };
    if (Object.hasOwn(MOVES, event.key)) this.step(MOVES[event.key]);
    else if (Object.hasOwn(changes, event.key)) changes[event.key]();
    else return;
    event.preventDefault();
    if (Object.hasOwn(changes, event.key)) this.changed();
  }

  step([down, right]) {
    const { row, column } = this.cursor, { rows, columns } = this.drawing;
    this.cursor = { row: within(row + down, rows), column: within(column + right, columns) };
    this.point();
  }

  show() {
    drawInk(this.ink, this.drawing);
  }
}

const within = (i, count) => Math.min(Math.max(i, 0), count - 1);

function gridOf({ rows, columns }) {
  const across = Array.from({ length: rows - 1 }, (_, i) => `M0 ${i + 1}h${columns}`);
  const down = Array.from({ length: columns - 1 }, (_, i) => `M${i + 1} 0v${rows}`);
  return [...across, ...down].join("");
}
