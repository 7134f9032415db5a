"use strict";
// The page of a training run: its numbers, and curves over the steps. One script with
// training_plane.js and training.js. Labels and names are data: they become text, never markup.

const run = JSON.parse(document.getElementById("run").textContent);
const frames = run.shown.length;
const names = run.names;
const parameters = new Float32Array(decoded(run.parameters));
const gradients = new Float32Array(decoded(run.gradients));
let frame = 0;

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

function number(x, digits = 4) {
  return Number.isFinite(x) ? String(Number(x.toPrecision(digits))).replace("-", "−") : "none";
}

function largest(numbers) {
  return numbers.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 0);
}

// ---- curves ----

const WIDTH = 400; // of the plane and of the loss, in units of their drawings

/** Draw lines over the steps; return what marks the current one. */
function chart(parent, { width, height, title, lines, ticks }) {
  const isSmall = width < WIDTH;
  const left = isSmall ? 58 : 46, right = width - (isSmall ? 8 : 40);
  const top = 8, bottom = height - 16;
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMinYMin",
    role: "img", "aria-label": title,
  }, parent);
  const last = Math.max(1, run.loss.length - 1);
  const x = (step) => left + ((right - left) * step) / last;
  element("line", { class: "rule", x1: left, x2: right, y1: bottom, y2: bottom }, svg);
  for (const { y, text, side } of ticks) {
    const place = bottom + (top - bottom) * y;
    const anchor = side === "right" ? { x: right + 8 } : { x: left - 4, "text-anchor": "end" };
    element("text", { ...anchor, y: place + 4 }, svg, text);
    if (side === "right") continue;
    element("line", { class: "rule", x1: left, x2: right, y1: place, y2: place }, svg);
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
  const tick = (y) => number(isLog ? 10 ** y : y, 3);
  const lines = [{ kind: "loss", steps, heights }];
  const ticks = [{ y: high > low ? 1 : 0.5, text: tick(high) }];
  if (high > low) ticks.push({ y: 0, text: tick(low) });
  const hasAccuracy = run.accuracy.some((share) => share !== null);
  if (hasAccuracy) {
    const shares = run.accuracy.map((share) => (share === null ? NaN : share));
    lines.push({ kind: "accuracy", steps, heights: shares });
    ticks.push({ y: 1, text: "1", side: "right" }, { y: 0, text: "0", side: "right" });
  }
  at("scale").textContent =
    `${isLog ? "logarithmic, " : ""}solid${hasAccuracy ? "; accuracy dashed, 0 to 1" : ""}`;
  const title = "Loss over the steps";
  return chart(at("loss"), { width: WIDTH, height: 170, title, lines, ticks });
}
