// A field: what scores on a grid say of each pixel, its class and how sure it is.

import { mixed, pixel, readColors } from "./colors.js";
import { contour, strokeLines } from "./contour.js";

const TILE = 14; // pixels, after which every hatch repeats
const LEVELS = 8; // of confidence that are told apart
const PALEST = 0.05, PLAIN = 0.42, HATCH = 0.22; // shares of a class's colour, and what a hatch adds
const HATCHES = [ // so that regions differ by more than colour
  () => false,
  (x, y) => (x + y) % TILE < 1.5,
  (x, y) => (x + TILE - y) % TILE < 1.5,
  (x, y) => y % TILE < 1.5,
  (x) => x % TILE < 1.5,
  (x, y) => x % 7 < 1.5 && y % 7 < 1.5,
];

/** Paints fields in the colours that the page has at the time. */
export class Painter {
  constructor() {
    this.buffers = new WeakMap(); // of canvases
    this.readColors();
  }

  readColors() {
    const { paper, ink, classes } = readColors();
    this.ink = `rgb(${ink.join()})`;
    const tiles = classes.flatMap((color, k) => Array.from({ length: LEVELS }, (_, level) =>
      tile(HATCHES[k % HATCHES.length], color, paper, PALEST + ((PLAIN - PALEST) * level) / (LEVELS - 1))));
    this.tiles = Uint32Array.from(tiles.flat());
  }

  /**
   * Paint a canvas of width × height pixels.
   *
   * scores      outputs × resolution² numbers, rows of the grid from below
   * threshold   from which on a single score means class 1
   * unit        the score at which a prediction is rather sure
   * hasContour  whether a line is drawn where two classes meet
   */
  paint(canvas, field) {
    const { pen, image, pixels, looks } = this.bufferOf(canvas);
    findLooks(looks, field, canvas);
    this.fill(pixels, looks, canvas.width, Math.max(2, field.outputs));
    pen.putImageData(image, 0, 0);
    if (field.hasContour) this.stroke(canvas, field);
  }

  /** Draw the line where two classes meet, or where a neuron is 0, over what is painted. */
  stroke(canvas, { scores, outputs, resolution, threshold }, dashes = []) {
    const { pen } = this.bufferOf(canvas);
    Object.assign(pen, { strokeStyle: this.ink, lineWidth: 1.5, lineCap: "round" });
    pen.setLineDash(dashes);
    strokeLines(pen, contour(scores, outputs, resolution, threshold), resolution, canvas);
  }

  /** Return what a canvas is painted with, kept from one time to the next. */
  bufferOf(canvas) {
    const { width, height } = canvas, kept = this.buffers.get(canvas);
    if (kept && kept.image.width === width && kept.image.height === height) return kept;
    const pen = canvas.getContext("2d"), image = pen.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer), looks = new Uint16Array(width * height);
    const buffer = { pen, image, pixels, looks };
    this.buffers.set(canvas, buffer);
    return buffer;
  }

  fill(pixels, looks, width, classes) {
    const { tiles } = this, area = TILE * TILE;
    const starts = Uint32Array.from({ length: classes * LEVELS }, (_, look) => (look * area) % tiles.length);
    for (let i = 0, row = 0; i < pixels.length; row = (row + TILE) % area) {
      for (let x = 0, column = 0; x < width; x++, i++) {
        pixels[i] = tiles[starts[looks[i]] + row + column];
        if (++column === TILE) column = 0;
      }
    }
  }
}

/** Find for each pixel LEVELS × its class + its level of confidence: the grid's scores, interpolated. */
function findLooks(looks, { scores, outputs, resolution: n, threshold, unit }, { width, height }) {
  const strip = new Float64Array(n * outputs); // the scores at the height of a row of pixels
  const columns = Float64Array.from({ length: width }, (_, x) => ((x + 0.5) / width) * (n - 1));
  const lefts = Int32Array.from(columns, (column) => Math.min(Math.floor(column), n - 2));
  const shares = columns.map((column, x) => column - lefts[x]);
  const fill = outputs === 1 ? fillBySign : fillByLargest;
  for (let y = 0; y < height; y++) {
    const row = (1 - (y + 0.5) / height) * (n - 1);
    const low = Math.min(Math.floor(row), n - 2), share = row - low;
    for (let k = 0; k < outputs; k++) {
      for (let c = 0, at = k * n * n + low * n; c < n; c++, at++) {
        strip[k * n + c] = ((1 - share) * scores[at] + share * scores[at + n] - threshold) / unit;
      }
    }
    fill(looks.subarray(y * width, (y + 1) * width), strip, lefts, shares, n);
  }
}

function fillBySign(looks, strip, lefts, shares) {
  for (let x = 0; x < looks.length; x++) {
    const left = lefts[x], score = strip[left] + shares[x] * (strip[left + 1] - strip[left]);
    looks[x] = score > 0 ? LEVELS + levelOf(score) : levelOf(-score);
  }
}

function fillByLargest(looks, strip, lefts, shares, n) {
  for (let x = 0; x < looks.length; x++) {
    let best = -Infinity, second = -Infinity, answer = 0;
    for (let k = 0, at = lefts[x]; at < strip.length; k++, at += n) {
      const score = strip[at] + shares[x] * (strip[at + 1] - strip[at]);
      if (score > best) {
        second = best;
        best = score;
        answer = k;
      } else if (score > second) {
        second = score;
      }
    }
    looks[x] = LEVELS * answer + levelOf(best - second);
  }
}

// The level of a margin is tanh of it, which for two probabilities is their difference; 0.05 apart.
const FINE = 20;
const TABLE = Uint8Array.from({ length: 4 * FINE }, (_, i) => Math.floor(LEVELS * Math.tanh(i / FINE)));
const levelOf = (margin) => (margin < 4 ? TABLE[(margin * FINE) | 0] : LEVELS - 1);

function tile(isHatched, color, paper, plain) {
  const looks = [plain, plain + HATCH].map((share) => pixel(mixed(paper, color, share)));
  return Array.from({ length: TILE ** 2 }, (_, i) => looks[isHatched(i % TILE, Math.floor(i / TILE)) ? 1 : 0]);
}
