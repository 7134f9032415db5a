// The page of a training run: the plane, with the regions of the classes, the samples, and the
// zero line of each neuron of the first layer.

const plane = run.plane;
const size = plane && { width: WIDTH, height: Math.round(WIDTH * plane.aspect) };
// A byte is the root of a score, with its sign.
const scores = plane
  && Float32Array.from(new Int8Array(decoded(plane.scores)), (root) => root * Math.abs(root));
const zeroLines = [];

const MOST_CLASSES = 12; // that the legend lists

/** Draw the shapes of MARKERS in viz/training/plots.py: circle, square, diamond, triangles, plus. */
function marker(shape, x, y) {
  const r = 4.2;
  if (shape === 0) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  if (shape === 1) return `M${x - 3.7} ${y - 3.7}h7.4v7.4h-7.4z`;
  if (shape === 2) return `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}z`;
  if (shape === 3) return `M${x} ${y - 5}l4.7 8.5h-9.4z`;
  if (shape === 4) return `M${x} ${y + 5}l-4.7 -8.5h9.4z`;
  return `M${x - 1.8} ${y - 5}h3.6v3.2h3.2v3.6h-3.2v3.2h-3.6v-3.2h-3.2v-3.6h3.2z`;
}

const across = (x) => ((x - plane.x[0]) / (plane.x[1] - plane.x[0])) * size.width;
const up = (y) => (1 - (y - plane.y[0]) / (plane.y[1] - plane.y[0])) * size.height;

function preparePlane() {
  at("map").style.aspectRatio = `${size.width} / ${size.height}`;
  for (const [id, label, ends] of [["across", "x₀", plane.x], ["up", "x₁", plane.y]]) {
    for (const text of [number(ends[0]), label, number(ends[1])]) element("span", {}, at(id), text);
  }
  const svg = element("svg", {
    viewBox: `0 0 ${size.width} ${size.height}`, role: "img",
    "aria-label": "The plane of the two inputs with samples, decision boundary and zero lines",
  }, at("map"));
  for (const { text, number: k } of plane.classes) {
    const style = `fill: var(--class-${k % 6})`;
    const points = plane.points.filter((point) => point[2] === k);
    const d = points.map(([x, y]) => marker(k % 6, across(x), up(y))).join("");
    element("path", { class: "sample", d, style }, svg);
    if (plane.classes.length > MOST_CLASSES) continue;
    const item = element("li", {}, at("legend"));
    const icon = element("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, item);
    element("path", { class: "sample", d: marker(k % 6, 0, 0), style }, icon);
    element("span", {}, item, text);
  }
  for (const part of [at("lines"), at("lines").nextElementSibling]) part.hidden = !run.zeros.length;
  const groups = [element("g", {}, svg), element("g", {}, svg)]; // numbers above all lines
  run.zeros.forEach((zero, i) => zeroLines.push(zeroLine(...groups, zero, i)));
}

function zeroLine(lines, numbers, zero, i) {
  const group = element("g", { class: "zero" }, lines);
  const parts = { ink: element("line", { class: "ink" }, group) };
  parts.side = element("line", { class: "side" }, group);
  parts.hit = element("line", { class: "hit" }, group);
  parts.text = element("text", { class: "zero" }, numbers, String(i));
  return { zero, group, ...parts };
}

/** Return the two points where w0 x + w1 y + b = 0 leaves the plane, or nothing. */
function ends({ w0, w1, b }) {
  const [[left, right], [low, high]] = [plane.x, plane.y];
  const points = [];
  for (const x of [left, right]) points.push([x, -(w0 * x + b) / w1]);
  for (const y of [low, high]) points.push([-(w1 * y + b) / w0, y]);
  const slack = 1e-9 * (right - left + high - low);
  const inside = points.filter(([x, y]) =>
    x >= left - slack && x <= right + slack && y >= low - slack && y <= high + slack);
  inside.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return inside.length > 1 ? [inside[0], inside[inside.length - 1]] : null;
}

function drawZeroLines() {
  const taken = [];
  for (const { zero, group, ink, side, hit, text } of zeroLines) {
    const first = frame * names.length;
    const [w0, w1, b] = [zero.w0, zero.w1, zero.b].map((place) => parameters[first + place]);
    const points = ends({ w0, w1, b });
    group.style.display = text.style.display = points ? "" : "none";
    if (!points) continue;
    const [[x1, y1], [x2, y2]] = points.map(([x, y]) => [across(x), up(y)]);
    for (const line of [ink, hit]) set(line, { x1, y1, x2, y2 });
    // A short line to the side where the neuron's sum is positive.
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    // The sum grows fastest to where dx and dy point, in pixels.
    const dx = w0 * (plane.x[1] - plane.x[0]) / size.width;
    const dy = -w1 * (plane.y[1] - plane.y[0]) / size.height;
    const normal = [y1 - y2, x2 - x1], length = Math.hypot(...normal) || 1;
    const turn = Math.sign(normal[0] * dx + normal[1] * dy) * (14 / length);
    set(side, { x1: mx, y1: my, x2: mx + turn * normal[0], y2: my + turn * normal[1] });
    placeLabel(text, [x1, y1], [x2, y2], taken);
  }
}

function placeLabel(text, [x1, y1], [x2, y2], taken) {
  const places = [0.06, 0.94, 0.16, 0.84, 0.28, 0.72, 0.4, 0.6].map((t) =>
    [x1 + t * (x2 - x1), y1 + t * (y2 - y1)].map((z, k) =>
      Math.min(Math.max(z, 9), (k ? size.height : size.width) - 9)));
  const isFree = ([x, y]) => taken.every(([a, b]) => Math.hypot(x - a, y - b) > 15);
  const [x, y] = places.find(isFree) || places[0];
  taken.push([x, y]);
  set(text, { x, y });
}

function rgb(color) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

const TILE = 14; // pixels, after which every hatch repeats
const HATCHES = [ // so that regions differ by more than colour
  () => false,
  (x, y) => (x + y) % TILE < 1.5,
  (x, y) => (x + TILE - y) % TILE < 1.5,
  (x, y) => y % TILE < 1.5,
  (x) => x % TILE < 1.5,
  (x, y) => x % 7 < 1.5 && y % 7 < 1.5,
];

let ink = null; // the colours as pixels
let tiles = []; // of each class, the hatched pixels of one tile, row by row

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => rgb(style.getPropertyValue(name));
  const paper = color("--paper");
  ink = pixel(color("--ink"));
  tiles = HATCHES.map((isHatched, k) => tile(isHatched, color(`--class-${k}`), paper));
}

function tile(isHatched, color, paper) {
  const mixed = (share) => pixel([0, 1, 2].map((c) => paper[c] + share * (color[c] - paper[c])));
  const [line, plain] = [mixed(0.5), mixed(0.25)];
  return Uint32Array.from({ length: TILE * TILE }, (_, i) =>
    (isHatched(i % TILE, Math.floor(i / TILE)) ? line : plain));
}

/** Return a colour as the four bytes of a pixel, in the order that this machine has. */
function pixel([red, green, blue]) {
  return new Uint32Array(Uint8ClampedArray.of(red, green, blue, 255).buffer)[0];
}

function drawRegions() {
  const canvas = at("map").querySelector("canvas");
  const width = canvas.width = size.width * 1.5;
  const height = canvas.height = Math.round(size.height * 1.5);
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(width, height);
  paint(new Uint32Array(image.data.buffer), classesOfPixels(width, height), width, height);
  pen.putImageData(image, 0, 0);
}

/** Set the pixels: the hatch of each one's class, and a line where two classes meet. */
function paint(pixels, classes, width, height) {
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y % TILE) * TILE;
    for (let x = 0; x < width; x++, i++) {
      const k = classes[i];
      const isEdge = (x + 1 < width && classes[i + 1] !== k)
        || (y + 1 < height && classes[i + width] !== k);
      pixels[i] = isEdge ? ink : tiles[k % 6][row + (x % TILE)];
    }
  }
}

/** Return the class of each pixel: the grid's scores, interpolated, decide. */
function classesOfPixels(width, height) {
  const n = plane.resolution, outputs = plane.outputs, count = n * n * outputs;
  const classes = new Uint8Array(width * height);
  const grid = scores.subarray(frame * count, (frame + 1) * count);
  const line = new Float32Array(n * outputs); // the scores at the height of a row of pixels
  for (let y = 0, i = 0; y < height; y++) {
    const row = (1 - (y + 0.5) / height) * (n - 1);
    const below = Math.min(Math.floor(row), n - 2) * line.length, share = row - below / line.length;
    for (let k = 0; k < line.length; k++) {
      line[k] = (1 - share) * grid[below + k] + share * grid[below + line.length + k];
    }
    for (let x = 0; x < width; x++, i++) classes[i] = classAt(line, ((x + 0.5) / width) * (n - 1));
  }
  return classes;
}

function classAt(line, column) {
  const outputs = plane.outputs, left = Math.min(Math.floor(column), plane.resolution - 2);
  const share = column - left;
  let answer = 0, best = outputs === 1 ? 0 : -Infinity;
  for (let k = 0, a = left * outputs; k < outputs; k++, a++) {
    const score = (1 - share) * line[a] + share * line[a + outputs];
    if (score > best) {
      best = score;
      answer = outputs === 1 ? 1 : k;
    }
  }
  return answer;
}
