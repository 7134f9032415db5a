// Pan and zoom: which part of the graph is in view.

import { mostScale } from "./room.js";
import { measures } from "./walk.js";

const { leastRoom, leastScale, leastToRead } = measures;
const SPARE = 80; // pixels around the canvas in which the graph is drawn too

export class Viewport {
  constructor(canvas) {
    Object.assign(this, { canvas, x: 0, y: 0, scale: 1, pointers: new Map(), dragged: false });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    window.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
  }

  hold(picture) {
    this.picture = picture;
    this.whole = picture.data;
  }

  /** Show the graph as large as fits in a height, all of which the canvas may take. */
  first(room, takesAll) {
    this.canvas.removeAttribute("viewBox");
    this.width = this.canvas.clientWidth;
    const { width, height } = this.whole;
    const scale = Math.max(leastScale, Math.min(mostScale(), this.width / width));
    this.height = takesAll ? room : Math.min(Math.max(leastRoom, height * scale), room);
    this.canvas.setAttribute("height", this.height);
    this.fit(leastScale);
  }

  fit(least = 0) {
    const whole = Math.min(mostScale(), this.width / this.whole.width, this.height / this.whole.height);
    this.scale = Math.max(whole, least);
    this.x = Math.max(0, (this.width - this.whole.width * this.scale) / 2);
    this.y = (this.height - this.whole.height * this.scale) / 2;
    if (whole < least && this.whole.height * this.scale > this.height) this.y = 0;
    this.apply();
  }

  /** Show all of the graph in whatever room the canvas has, as on paper. */
  showWhole() {
    const { width, height } = this.whole;
    this.canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.canvas.removeAttribute("height");
    this.picture.layer.removeAttribute("transform");
    this.picture.drawWithin([0, 0, width, height], true);
  }

  apply() {
    this.picture.layer.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.scale})`);
    this.picture.drawWithin(this.window(SPARE), this.scale >= leastToRead);
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.min(4, Math.max(0.03, this.scale * factor));
    this.x = x - (x - this.x) * (scale / this.scale);
    this.y = y - (y - this.y) * (scale / this.scale);
    this.scale = scale;
    this.apply();
  }

  /** Move so that the first of several sets of boxes that fits is in view, the last if none does. */
  show(...sets) {
    const extents = sets.map((boxes) => this.extent(boxes));
    const fits = ([left, top, right, bottom]) =>
      (right - left) * this.scale <= this.width && (bottom - top) * this.scale <= this.height;
    const [left, top, right, bottom] = extents.find(fits) || extents.at(-1);
    this.x += this.shift(this.x + left * this.scale, this.x + right * this.scale, this.width);
    this.y += this.shift(this.y + top * this.scale, this.y + bottom * this.scale, this.height);
    this.apply();
  }

  /** As `show`, but in a direction in which the box does not fit, from where it begins. */
  showFrom(box) {
    const [left, top, right, bottom] = this.extent([box]);
    const start = (before, low, high, size) => (high - low) * this.scale > size
      ? -low * this.scale
      : before + this.shift(before + low * this.scale, before + high * this.scale, size);
    this.x = start(this.x, left, right, this.width);
    this.y = start(this.y, top, bottom, this.height);
    this.apply();
  }

  // With some room around, but not beyond the graph, where there is nothing to see.
  extent(boxes) {
    return [
      Math.max(0, Math.min(...boxes.map(([x]) => x)) - 8),
      Math.max(0, Math.min(...boxes.map(([, y]) => y)) - 8),
      Math.min(this.whole.width, Math.max(...boxes.map(([x, , w]) => x + w)) + 8),
      Math.min(this.whole.height, Math.max(...boxes.map(([, y, , h]) => y + h)) + 8),
    ];
  }

  // Less than a pixel is rounding.
  shift(low, high, size) {
    return low > -1 && high < size + 1 ? 0 : size / 2 - (low + high) / 2;
  }

  /** Return left, top, right and bottom of what is in view, and pixels more, in the graph's units. */
  window(more = 0) {
    const at = (pixels, start) => (pixels - start) / this.scale;
    return [at(-more, this.x), at(-more, this.y), at(this.width + more, this.x), at(this.height + more, this.y)];
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.canvas.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * 0.0025), event.clientX - left, event.clientY - top);
  }

  down(event) {
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.dragged = false;
    this.travelled = 0;
  }

  move(event) {
    if (event.pointerType === "mouse" && event.buttons === 0) this.pointers.clear(); // let go outside
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, now);
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (this.travelled < 4) return;
    this.dragged = true;
    if (other) this.pinch(before, now, other[1]);
    else this.pan(now.x - before.x, now.y - before.y);
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  pinch(before, now, other) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.zoom(apart(now) / apart(before), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
  }
}
