"use strict";
// The page of a training run. Labels and names are data: they become text, never markup.

const run = JSON.parse(document.getElementById("run").textContent);
const frames = run.shown.length;
const names = run.names;
const parameters = new Float32Array(decoded(run.parameters));
const gradients = new Float32Array(decoded(run.gradients));
const MILLISECONDS = 100; // of a frame
const DECADES = 4; // powers of ten that the bars of the gradients tell apart
let frame = 0;
let timer = null;
let chosen = null; // the item with the focus last
let hovered = null;

function at(id) {
  return document.getElementById(id);
}

function decoded(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

function element(tag, attributes, parent, text) {
  const isDrawing = ["svg", "g", "path", "line", "circle", "text"].includes(tag);
  const made = isDrawing
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function set(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
}

function number(x) {
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))).replace("-", "−") : "none";
}

function largest(numbers) {
  return numbers.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 0);
}

// ---- curves ----

const WIDTH = 400; // of the plane and of the loss, in units of their drawings

/** Draw lines over the steps; return what marks the current one. */
function chart(parent, { width, height, title, lines, ticks }) {
  const left = 46, right = width - (width < WIDTH ? 8 : 40), top = 8, bottom = height - 16;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, parent);
  const last = Math.max(1, run.loss.length - 1);
  const x = (step) => left + ((right - left) * step) / last;
  element("line", { class: "rule", x1: left, x2: right, y1: bottom, y2: bottom }, svg);
  for (const { y, text, side } of ticks) {
    const place = bottom + (top - bottom) * y;
    const anchor = side === "right" ? { x: right + 8 } : { x: left - 4, "text-anchor": "end" };
    element("text", { ...anchor, y: place + 4 }, svg, text);
    if (side !== "right") element("line", { class: "rule", x1: left, x2: right, y1: place, y2: place }, svg);
  }
  element("text", { x: left, y: height - 3 }, svg, "step 1");
  element("text", { x: right, y: height - 3, "text-anchor": "end" }, svg, String(run.loss.length));
  const now = element("line", { class: "now", y1: top, y2: bottom }, svg);
  const drawn = lines.map(({ kind, steps, heights }) => {
    const points = steps.map((step, i) => [x(step), bottom + (top - bottom) * heights[i]]);
    element("path", { class: `curve all ${kind}`, d: path(points) }, svg);
    const done = element("path", { class: `curve ${kind}` }, svg);
    const dot = element("circle", { class: `dot ${kind}`, r: 4 }, svg);
    return { steps, points, done, dot };
  });
  const mark = (step) => {
    set(now, { x1: x(step), x2: x(step) });
    for (const { steps, points, done, dot } of drawn) {
      const count = steps.filter((other) => other <= step).length;
      done.setAttribute("d", path(points.slice(0, count)));
      const [cx, cy] = points[count - 1] || [0, NaN];
      dot.style.display = Number.isFinite(cy) ? "" : "none";
      if (Number.isFinite(cy)) set(dot, { cx, cy });
    }
  };
  const stepAt = (clientX) => {
    const box = svg.getBoundingClientRect();
    return (((clientX - box.left) / box.width) * width - left) / (right - left) * last;
  };
  return { mark, stepAt };
}

function path(points) {
  let pen = "M";
  let text = "";
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) { pen = "M"; continue; } // a gap
    text += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  }
  return text;
}

function lossChart() {
  const isLog = run.loss.every((loss) => loss > 0);
  const scaled = run.loss.map((loss) => (isLog ? Math.log10(loss) : loss));
  const low = Math.min(...scaled), high = Math.max(...scaled);
  const heights = scaled.map((y) => (high > low ? (y - low) / (high - low) : 0.5));
  const steps = run.loss.map((_, i) => i);
  const tick = (y) => number(isLog ? 10 ** y : y);
  const lines = [{ kind: "loss", steps, heights }];
  const ticks = [{ y: high > low ? 1 : 0.5, text: tick(high) }];
  if (high > low) ticks.push({ y: 0, text: tick(low) });
  const hasAccuracy = run.accuracy.some((share) => share !== null);
  if (hasAccuracy) {
    lines.push({ kind: "accuracy", steps, heights: run.accuracy.map((a) => (a === null ? NaN : a)) });
    ticks.push({ y: 1, text: "1", side: "right" }, { y: 0, text: "0", side: "right" });
  }
  at("scale").textContent =
    `${isLog ? "logarithmic, " : ""}solid${hasAccuracy ? "; accuracy dashed, 0 to 1" : ""}`;
  return chart(at("loss"), { width: WIDTH, height: 170, title: "Loss over the steps", lines, ticks });
}

// ---- the plane ----

const plane = run.plane;
const size = plane && { width: WIDTH, height: Math.round(WIDTH * plane.aspect) };
const scores = plane && new Int8Array(decoded(plane.scores));
const zeroLines = [];

function marker(shape, x, y) {
  const r = 4.2;
  if (shape === 0) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  if (shape === 1) return `M${x - 3.7} ${y - 3.7}h7.4v7.4h-7.4z`;
  if (shape === 2) return `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}z`;
  const corners = shape === 5 ? 5 : 3, turn = shape === 4 ? Math.PI / 2 : -Math.PI / 2;
  const points = Array.from({ length: corners }, (_, k) => turn + (2 * Math.PI * k) / corners);
  return `M${points.map((a) => `${x + 5.2 * Math.cos(a)} ${y + 5.2 * Math.sin(a)}`).join("L")}z`;
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
    const item = element("li", {}, at("legend"));
    const icon = element("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, item);
    element("path", { class: "sample", d: marker(k % 6, 0, 0), style }, icon);
    element("span", {}, item, text);
  }
  for (const part of [at("lines"), at("lines").nextElementSibling]) part.hidden = !run.zeros.length;
  run.zeros.forEach((zero, i) => zeroLines.push(zeroLine(svg, zero, i)));
}

function zeroLine(svg, zero, i) {
  const group = element("g", { class: "zero", "data-neuron": zero.neuron }, svg);
  const parts = { ink: element("line", { class: "ink" }, group) };
  parts.side = element("line", { class: "side" }, group);
  parts.hit = element("line", { class: "hit" }, group);
  parts.text = element("text", {}, group, String(i));
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
    const [w0, w1, b] = ["w0", "w1", "b"].map((part) => parameters[frame * names.length + zero[part]]);
    const points = ends({ w0, w1, b });
    group.style.display = points ? "" : "none";
    if (!points) continue;
    const [[x1, y1], [x2, y2]] = points.map(([x, y]) => [across(x), up(y)]);
    for (const line of [ink, hit]) set(line, { x1, y1, x2, y2 });
    // A short line to the side where the neuron's sum is positive.
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const [dx, dy] = [w0 * size.width / (plane.x[1] - plane.x[0]), -w1 * size.height / (plane.y[1] - plane.y[0])];
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
  const pixel = document.createElement("canvas").getContext("2d");
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  return pixel.getImageData(0, 0, 1, 1).data;
}

let palette = null;

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => rgb(style.getPropertyValue(name));
  const colors = Array.from({ length: 6 }, (_, k) => color(`--class-${k}`));
  palette = { colors, paper: color("--paper"), ink: color("--ink") };
}

const HATCHES = [ // so that regions differ by more than colour
  () => false,
  (x, y) => (x + y) % 14 < 1.5,
  (x, y) => (x + 5000 - y) % 14 < 1.5,
  (x, y) => y % 14 < 1.5,
  (x) => x % 14 < 1.5,
  (x, y) => x % 7 < 1.5 && y % 7 < 1.5,
];

function drawRegions() {
  const canvas = at("map").querySelector("canvas");
  const { width, height } = Object.assign(canvas, { width: size.width * 1.5, height: Math.round(size.height * 1.5) });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(width, height);
  const { colors, paper, ink } = palette;
  const classes = classesOfPixels(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const k = classes[i], color = colors[k % 6];
      const isEdge = (x + 1 < width && classes[i + 1] !== k) || (y + 1 < height && classes[i + width] !== k);
      const share = HATCHES[k % 6](x, y) ? 0.5 : 0.25;
      for (let c = 0; c < 3; c++) {
        image.data[4 * i + c] = isEdge ? ink[c] : paper[c] + share * (color[c] - paper[c]);
      }
      image.data[4 * i + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
}

/** Return the class of each pixel: the grid's scores, interpolated, decide. */
function classesOfPixels(width, height) {
  const n = plane.resolution, outputs = plane.outputs;
  const classes = new Uint16Array(width * height);
  const grid = scores.subarray(frame * n * n * outputs, (frame + 1) * n * n * outputs);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (1 - (y + 0.5) / height) * (n - 1), r = Math.min(Math.floor(row), n - 2), v = row - r;
    for (let x = 0; x < width; x++, i++) {
      const column = ((x + 0.5) / width) * (n - 1), c = Math.min(Math.floor(column), n - 2), u = column - c;
      let best = -Infinity;
      for (let k = 0; k < outputs; k++) {
        const a = (r * n + c) * outputs + k, b = a + n * outputs;
        const score = (1 - v) * ((1 - u) * grid[a] + u * grid[a + outputs]) + v * ((1 - u) * grid[b] + u * grid[b + outputs]);
        if (outputs === 1) classes[i] = score > 0 ? 1 : 0;
        else if (score > best) { best = score; classes[i] = k; }
      }
    }
  }
  return classes;
}

// ---- neurons and weights ----

const items = [];
const highestValue = largest(parameters) || 1;
const highestGradient = largest(gradients) || 1;

function prepareWeights() {
  let layer = null, group = null;
  run.neurons.forEach((neuron, i) => {
    if (!group || neuron.layer !== layer) {
      layer = neuron.layer;
      group = element("div", { class: "layer", role: "group", "aria-label": layer || "parameters" }, at("weights"));
      element("div", { class: "layer-name", "aria-hidden": "true" }, group, layer || "parameters");
    }
    const row = element("div", { class: "neuron", role: "presentation" }, group);
    const ordinal = neuron.name.match(/(?:^|\.)neurons\.(\d+)$/);
    addItem({ neuron: i, name: neuron.name || "parameters" }, row, "who", ordinal ? `neuron ${ordinal[1]}` : "all");
    const cells = element("div", { class: "cells", role: "presentation" }, row);
    neuron.places.forEach((place) => {
      const item = addItem({ neuron: i, place, name: names[place] }, cells, "cell");
      item.value = element("i", { class: "v" }, item.element);
      item.gradient = element("i", { class: "g" }, item.element);
    });
  });
  if (items.length) items[0].element.tabIndex = 0;
}

function addItem(item, parent, kind, text) {
  item.element = element("div", { class: kind, role: "option", tabindex: -1, "aria-selected": false }, parent, text);
  item.element.addEventListener("pointerenter", () => hover(item));
  item.element.addEventListener("pointerleave", () => hover(null));
  item.element.addEventListener("focus", () => choose(item));
  items.push(item);
  return item;
}

function hover(item) {
  hovered = item;
  showItem();
}

function choose(item) {
  for (const other of items) {
    other.element.tabIndex = other === (item || items[0]) ? 0 : -1;
    other.element.setAttribute("aria-selected", other === item);
  }
  chosen = item;
  showItem();
}

function ofFrame(numbers, i, item) {
  if (item.place !== undefined) return numbers[i * names.length + item.place];
  const own = run.neurons[item.neuron].places.map((place) => numbers[i * names.length + place]);
  const known = own.filter(Number.isFinite);
  return known.length ? Math.hypot(...known) : NaN;
}

function words(item) {
  const [value, gradient] = [parameters, gradients].map((numbers) => number(ofFrame(numbers, frame, item)));
  return item.place === undefined
    ? `length of its weights ${value}, of its gradient ${gradient}`
    : `value ${value}, gradient ${gradient}`;
}

let histories = [];

function showItem() {
  const item = hovered || chosen;
  for (const other of items) other.element.classList.toggle("lit", other === item);
  for (const line of zeroLines) {
    const isLit = item !== null && line.zero.neuron === item.neuron;
    line.group.classList.toggle("lit", isLit);
  }
  const lit = zeroLines.find((line) => line.group.classList.contains("lit"));
  if (lit) lit.group.parentNode.append(lit.group); // above the others
  at("name").textContent = item ? item.name : "Neurons and weights";
  at("histories").replaceChildren();
  histories = item ? [["value", parameters], ["gradient", gradients]].map((kind) => history(item, ...kind)) : [];
  showReadout();
}

function history(item, kind, numbers) {
  const all = run.shown.map((_, i) => ofFrame(numbers, i, item));
  const known = all.filter(Number.isFinite);
  const title = item.place === undefined ? `length of the ${kind === "value" ? "weights" : "gradient"}` : kind;
  const parent = element("div", {}, at("histories"));
  element("h3", {}, parent, known.length ? title : `${title}: none`);
  const low = Math.min(...known, 0), high = Math.max(...known, 0);
  const scale = (y) => (high > low ? (y - low) / (high - low) : 0.5);
  const ticks = [low, 0, high].filter((y, i, ys) => ys.indexOf(y) === i && (y === 0 || Math.abs(scale(y) - scale(0)) > 0.2));
  return chart(parent, {
    width: 260, height: 110, title: `${item.name}, ${title} over the steps`,
    lines: [{ kind, steps: run.shown.map((step) => step - 1), heights: all.map(scale) }],
    ticks: ticks.map((y) => ({ y: scale(y), text: number(y) })),
  });
}

function showReadout() {
  const item = hovered || chosen;
  for (const { mark } of histories) mark(run.shown[frame] - 1);
  at("readout").textContent = item ? words(item) : "Hover over one, or choose one, to see its history.";
}

function drawWeights() {
  for (const item of items) {
    item.element.setAttribute("aria-label", `${item.name}: ${words(item)}`);
    if (item.place === undefined) continue;
    const value = parameters[frame * names.length + item.place];
    const gradient = gradients[frame * names.length + item.place];
    const size = Math.log1p(Math.abs(gradient / highestGradient) * 10 ** DECADES) / Math.log1p(10 ** DECADES);
    item.element.classList.toggle("none", Number.isNaN(gradient));
    item.value.style.transform = `scaleY(${-value / highestValue})`;
    item.gradient.style.transform = `scaleY(${-Math.sign(gradient) * size || 0})`;
  }
}

// ---- steps ----

const loss = lossChart();

function show(i) {
  frame = Math.min(Math.max(i, 0), frames - 1);
  const step = run.shown[frame];
  const accuracy = run.accuracy[step - 1];
  const where = `step ${step} of ${run.loss.length}`;
  at("summary").textContent = `${where}    loss ${number(run.loss[step - 1])}` +
    (accuracy === null ? "" : `    accuracy ${accuracy.toFixed(3)}`);
  at("slider").value = frame;
  at("slider").setAttribute("aria-valuetext", where);
  loss.mark(step - 1);
  if (plane) { drawRegions(); drawZeroLines(); }
  drawWeights();
  showReadout();
}

function play(isOn) {
  clearInterval(timer);
  timer = isOn ? setInterval(tick, MILLISECONDS) : null;
  at("play").textContent = isOn ? "Pause" : "Play";
  at("readout").setAttribute("aria-live", isOn ? "off" : "polite");
  if (isOn && frame === frames - 1) show(0);
}

function tick() {
  show(frame + 1);
  if (frame === frames - 1) play(false);
}

function go(i) {
  play(false);
  show(i);
}

const KEYS = {
  ArrowLeft: () => go(frame - 1),
  ArrowRight: () => go(frame + 1),
  Home: () => go(0),
  End: () => go(frames - 1),
  " ": () => play(timer === null),
  ArrowUp: () => walk(-1),
  ArrowDown: () => walk(1),
  Escape: () => { document.activeElement.blur(); choose(null); },
};

function walk(by) {
  const i = items.indexOf(chosen) + by;
  if (items.length) items[Math.min(Math.max(i, 0), items.length - 1)].element.focus();
}

function isOwnKey(event) {
  const { target, key } = event;
  if (target.id === "slider") return key !== " " && key !== "Escape"; // a slider moves by itself
  return key === " " && (target.tagName === "BUTTON" || target.type === "checkbox");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS) || isOwnKey(event)) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const [id, act] of Object.entries({
  first: () => go(0), back: () => go(frame - 1), play: () => play(timer === null),
  forward: () => go(frame + 1), last: () => go(frames - 1),
})) at(id).addEventListener("click", act);

at("slider").max = frames - 1;
at("slider").addEventListener("input", (event) => go(Number(event.target.value)));

function seek(event) {
  if (!(event.buttons & 1)) return;
  const step = loss.stepAt(event.clientX) + 1;
  const away = run.shown.map((shown) => Math.abs(shown - step));
  go(away.indexOf(Math.min(...away)));
}

for (const kind of ["pointerdown", "pointermove"]) at("loss").addEventListener(kind, seek);

prepareWeights();
if (plane) preparePlane();
else at("boundary").hidden = true;
for (const { zero, hit } of zeroLines) {
  const item = items.find((other) => other.neuron === zero.neuron);
  hit.addEventListener("pointerenter", () => hover(item));
  hit.addEventListener("pointerleave", () => hover(null));
  hit.addEventListener("click", () => item.element.focus());
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readPalette();
  show(frame);
});
readPalette();
show(0);
showItem();
