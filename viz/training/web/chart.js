// Curves over the steps.

import { set, svg } from "../../web/dom.js";
import { run } from "./run.js";

export const WIDTH = 400; // of the plane and of the loss, in units of their drawings

/**
 * Draw curves over the steps, with heights from 0 to 1.
 *
 * Return `mark`, which marks a step, and `stepAt`, which tells the step under a pointer.
 */
export function chart(parent, { width, height, title, curves, ticks }) {
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMinYMin",
    role: "img", "aria-label": title,
  }, parent);
  const area = areaOf(width, height);
  drawAxes(area, height, ticks, drawing);
  const now = svg("line", { class: "now", y1: area.top, y2: area.bottom }, drawing);
  const drawn = curves.map((curve) => drawCurve(curve, area, drawing));
  const mark = (step) => {
    set(now, { x1: area.x(step), x2: area.x(step) });
    for (const curve of drawn) markCurve(curve, step);
  };
  const stepAt = (clientX) => {
    const box = drawing.getBoundingClientRect();
    return area.step(((clientX - box.left) / box.width) * width);
  };
  return { mark, stepAt };
}

/** Return where in a drawing the curves are. */
function areaOf(width, height) {
  const isSmall = width < WIDTH;
  const left = isSmall ? 58 : 46, right = width - (isSmall ? 8 : 40);
  const top = 8, bottom = height - 16;
  const last = Math.max(1, run.loss.length - 1);
  return {
    left, right, top, bottom,
    x: (step) => left + ((right - left) * step) / last,
    y: (share) => bottom + (top - bottom) * share,
    step: (x) => ((x - left) / (right - left)) * last,
  };
}

function drawAxes({ left, right, bottom, y: yOf }, height, ticks, parent) {
  const rule = (y) => svg("line", { class: "rule", x1: left, x2: right, y1: y, y2: y }, parent);
  rule(bottom);
  for (const { y, text, side } of ticks) {
    const anchor = side === "right" ? { x: right + 8 } : { x: left - 4, "text-anchor": "end" };
    svg("text", { ...anchor, y: yOf(y) + 4 }, parent, text);
    if (side !== "right") rule(yOf(y));
  }
  svg("text", { x: left, y: height - 3 }, parent, "step 1");
  svg("text", { x: right, y: height - 3, "text-anchor": "end" }, parent, String(run.loss.length));
}

/** Draw a curve faintly, and prepare what shows how far it has come. */
function drawCurve({ kind, steps, heights }, { x, y }, parent) {
  const points = steps.map((step, i) => [x(step), y(heights[i])]);
  svg("path", { class: `curve all ${kind}`, d: path(points) }, parent);
  const done = svg("path", { class: `curve ${kind}` }, parent);
  const dot = svg("circle", { class: `dot ${kind}`, r: 4 }, parent);
  return { steps, points, done, dot };
}

function markCurve({ steps, points, done, dot }, step) {
  const count = steps.filter((other) => other <= step).length;
  done.setAttribute("d", path(points.slice(0, count)));
  const [cx, cy] = points[count - 1] || [0, NaN];
  dot.style.display = Number.isFinite(cy) ? "" : "none";
  if (Number.isFinite(cy)) set(dot, { cx, cy });
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
