// The regions of the classes, painted pixel by pixel.

import { byId } from "../../web/dom.js";
import { size } from "./plane.js";
import { bytes, run } from "./run.js";

const SHARPNESS = 1.5; // pixels of the canvas for one unit of the drawing
const TILE = 14; // pixels, after which every hatch repeats
const HATCHES = [ // so that regions differ by more than colour
  () => false,
  (x, y) => (x + y) % TILE < 1.5,
  (x, y) => (x + TILE - y) % TILE < 1.5,
  (x, y) => y % TILE < 1.5,
  (x) => x % TILE < 1.5,
  (x, y) => x % 7 < 1.5 && y % 7 < 1.5,
];

const { plane } = run;

export class Regions {
  constructor() {
    // A byte is the root of a score, with its sign.
    this.scores = Float32Array.from(new Int8Array(bytes(plane.scores)), (root) => root * Math.abs(root));
    this.readPalette();
  }

  /** Take the colours from the style: they change with the light. */
  readPalette() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => rgb(style.getPropertyValue(name));
    const paper = color("--paper");
    this.ink = pixel(color("--ink"));
    this.tiles = HATCHES.map((isHatched, k) => tile(isHatched, color(`--class-${k}`), paper));
  }

  render(position) {
    const canvas = byId("map").querySelector("canvas");
    const width = canvas.width = size.width * SHARPNESS;
    const height = canvas.height = Math.round(size.height * SHARPNESS);
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    const classes = this.classesOfPixels(position, width, height);
    this.paint(new Uint32Array(image.data.buffer), classes, width, height);
    pen.putImageData(image, 0, 0);
  }

  /** Set the pixels: the hatch of each one's class, and a line where two classes meet. */
  paint(pixels, classes, width, height) {
    const { ink, tiles } = this;
    for (let y = 0, i = 0; y < height; y++) {
      const row = (y % TILE) * TILE;
      for (let x = 0; x < width; x++, i++) {
        const k = classes[i];
        const isEdge = (x + 1 < width && classes[i + 1] !== k)
          || (y + 1 < height && classes[i + width] !== k);
        pixels[i] = isEdge ? ink : tiles[k % tiles.length][row + (x % TILE)];
      }
    }
  }

  /** Return the class of each pixel: the grid's scores, interpolated, decide. */
  classesOfPixels(position, width, height) {
    const n = plane.resolution, outputs = plane.outputs, count = n * n * outputs;
    const classes = new Uint8Array(width * height);
    const grid = this.scores.subarray(position * count, (position + 1) * count);
    const strip = new Float32Array(n * outputs); // the scores at the height of a row of pixels
    for (let y = 0, i = 0; y < height; y++) {
      const row = (1 - (y + 0.5) / height) * (n - 1);
      const below = Math.min(Math.floor(row), n - 2) * strip.length, share = row - below / strip.length;
      for (let k = 0; k < strip.length; k++) {
        strip[k] = (1 - share) * grid[below + k] + share * grid[below + strip.length + k];
      }
      for (let x = 0; x < width; x++, i++) classes[i] = classAt(strip, ((x + 0.5) / width) * (n - 1));
    }
    return classes;
  }
}

function classAt(strip, column) {
  const outputs = plane.outputs, left = Math.min(Math.floor(column), plane.resolution - 2);
  const share = column - left;
  let answer = 0, best = outputs === 1 ? 0 : -Infinity;
  for (let k = 0, a = left * outputs; k < outputs; k++, a++) {
    const score = (1 - share) * strip[a] + share * strip[a + outputs];
    if (score > best) {
      best = score;
      answer = outputs === 1 ? 1 : k;
    }
  }
  return answer;
}

function tile(isHatched, color, paper) {
  const mixed = (share) => pixel([0, 1, 2].map((c) => paper[c] + share * (color[c] - paper[c])));
  const [hatched, plain] = [mixed(0.5), mixed(0.25)];
  return Uint32Array.from({ length: TILE * TILE }, (_, i) =>
    (isHatched(i % TILE, Math.floor(i / TILE)) ? hatched : plain));
}

function rgb(color) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

/** Return a colour as the four bytes of a pixel, in the order that this machine has. */
function pixel([red, green, blue]) {
  return new Uint32Array(Uint8ClampedArray.of(red, green, blue, 255).buffer)[0];
}
