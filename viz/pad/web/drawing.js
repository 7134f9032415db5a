// A drawing: the ink of each pixel, and what changes it. Nothing here knows a page.

export class Drawing {
  constructor({ rows, columns, levels, ink: [empty, full] }) {
    Object.assign(this, { rows, columns, steps: levels - 1, empty, full });
    this.width = 0.55 * Math.sqrt(Math.max(rows, columns)); // of the brush, as a pen would be
    this.clear();
  }

  get isEmpty() {
    return this.pixels.every((ink) => ink === this.empty);
  }

  clear() {
    this.pixels = new Float64Array(this.rows * this.columns).fill(this.empty);
  }

  /** Put other ink in the place of this; an error tells of what is none. */
  replace(pixels) {
    this.pixels = Float64Array.from(checkedPixels(pixels, this));
  }

  /** Return how full a pixel is, from 0 to 1. */
  fullness(i) {
    return (this.pixels[i] - this.empty) / (this.full - this.empty);
  }

  /** Fill a pixel as far as the next level that there is. */
  fill(i, fullness) {
    const level = Math.round(Math.min(Math.max(fullness, 0), 1) * this.steps);
    this.pixels[i] = this.empty + (level / this.steps) * (this.full - this.empty);
  }

  /** Change the ink of a pixel by so many levels. */
  change(i, levels) {
    this.fill(i, this.fullness(i) + levels / this.steps);
  }

  /** Draw or erase from one point to another, both in pixels from the top left. */
  stroke(from, to, isErasing) {
    for (let i = 0; i < this.pixels.length; i++) {
      const centre = [(i % this.columns) + 0.5, Math.floor(i / this.columns) + 0.5];
      const cover = Math.min(0.5 + this.width / 2 - distance(centre, from, to), 1);
      if (cover <= 0) continue;
      const fullness = this.fullness(i);
      if (isErasing) this.fill(i, Math.min(fullness, 1 - cover));
      else if (cover > fullness) this.fill(i, cover);
    }
  }
}

/** Return how far a point is from the line between two others. */
function distance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0], length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / length, 0), 1);
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}

function checkedPixels(given, { rows, columns, empty, full }) {
  const isList = Array.isArray(given) || ArrayBuffer.isView(given);
  if (!isList || given.length !== rows * columns) {
    const what = isList ? `${given.length} numbers` : String(given);
    throw new Error(`set: given ${what}; allowed: a list of ${rows * columns} numbers, row after row`);
  }
  const wrong = Array.from(given).findIndex((ink) => typeof ink !== "number" || !(ink >= empty && ink <= full));
  if (wrong >= 0) {
    throw new Error(`set: given ${String(given[wrong])} at place ${wrong}; allowed: a number from ${empty} to ${full}`);
  }
  return given;
}
