// A field: what scores on a grid say of each pixel, its class and how sure it is.

import { mixed, pixel, readColors } from "./colors.js";

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
    this.readColors();
  }

  readColors() {
    const { paper, ink, classes } = readColors();
    this.ink = pixel(ink);
    this.tiles = classes.map((color, k) => Array.from({ length: LEVELS }, (_, level) =>
      tile(HATCHES[k], color, paper, PALEST + ((PLAIN - PALEST) * level) / (LEVELS - 1))));
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
    const { width, height } = canvas;
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const looks = looksOfPixels(field, width, height);
    for (let y = 0, i = 0; y < height; y++) {
      const row = (y % TILE) * TILE;
      for (let x = 0; x < width; x++, i++) {
        const k = looks[i] >> 3;
        const isEdge = field.hasContour && ((x + 1 < width && looks[i + 1] >> 3 !== k)
          || (y + 1 < height && looks[i + width] >> 3 !== k));
        pixels[i] = isEdge ? this.ink : this.tiles[k % this.tiles.length][looks[i] & 7][row + (x % TILE)];
      }
    }
    pen.putImageData(image, 0, 0);
  }
}

/** Return of each pixel 8 × its class + its level of confidence: the grid's scores, interpolated. */
function looksOfPixels({ scores, outputs, resolution: n, threshold, unit }, width, height) {
  const looks = new Uint16Array(width * height);
  const strip = new Float64Array(n * outputs); // the scores at the height of a row of pixels
  const columns = Float64Array.from({ length: width }, (_, x) => ((x + 0.5) / width) * (n - 1));
  for (let y = 0, i = 0; y < height; y++) {
    const row = (1 - (y + 0.5) / height) * (n - 1);
    const low = Math.min(Math.floor(row), n - 2), share = row - low;
    for (let k = 0; k < outputs; k++) {
      for (let c = 0; c < n; c++) {
        const at = k * n * n + low * n + c;
        strip[k * n + c] = (1 - share) * scores[at] + share * scores[at + n];
      }
    }
    for (let x = 0; x < width; x++, i++) looks[i] = look(strip, columns[x], n, outputs, threshold, unit);
  }
  return looks;
}

function look(strip, column, n, outputs, threshold, unit) {
  const left = Math.min(Math.floor(column), n - 2), share = column - left;
  if (outputs === 1) {
    const score = (1 - share) * strip[left] + share * strip[left + 1] - threshold;
    return (score > 0 ? 8 : 0) + levelOf(Math.abs(score) / unit);
  }
  let best = -Infinity, second = -Infinity, answer = 0;
  for (let k = 0, at = left; k < outputs; k++, at += n) {
    const score = (1 - share) * strip[at] + share * strip[at + 1];
    if (score > best) {
      [second, best, answer] = [best, score, k];
    } else if (score > second) {
      second = score;
    }
  }
  return 8 * answer + levelOf((best - second) / unit);
}

/** Return the level of a margin: tanh of it, which for two probabilities is their difference. */
function levelOf(margin) {
  return Math.min(LEVELS - 1, Math.floor(LEVELS * Math.tanh(margin))) || 0;
}

function tile(isHatched, color, paper, plain) {
  const looks = [plain, plain + HATCH].map((share) => pixel(mixed(paper, color, share)));
  return Uint32Array.from({ length: TILE * TILE }, (_, i) =>
    looks[isHatched(i % TILE, Math.floor(i / TILE)) ? 1 : 0]);
}
