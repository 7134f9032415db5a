// The zero lines: where w · x + b of each neuron of the first layer is 0.

import { byId, set, svg } from "../../web/dom.js";
import { across, size, up } from "./plane.js";
import { numberAt, parameters, run } from "./run.js";

const { plane } = run;

/** Draw the lines of all neurons of the first layer; return handles. */
export function drawZeroLines(drawing) {
  const { labels: [label] } = byId("zero-lines");
  for (const control of [byId("zero-lines"), label]) control.hidden = !run.zeros.length;
  const parents = [svg("g", {}, drawing), svg("g", {}, drawing)]; // numbers above all lines
  return run.zeros.map((zero, i) => drawZeroLine(zero, i, ...parents));
}

function drawZeroLine(zero, i, lines, numbers) {
  const group = svg("g", { class: "zero" }, lines);
  const [ink, side, hit] = ["ink", "side", "hit"].map((name) => svg("line", { class: name }, group));
  const text = svg("text", { class: "zero" }, numbers, String(i));
  return { zero, group, ink, side, hit, text };
}

export function renderZeroLines(zeroLines, position) {
  const taken = [];
  for (const { zero, group, ink, side, hit, text } of zeroLines) {
    const [w0, w1, b] = [zero.w0, zero.w1, zero.b].map((place) => numberAt(parameters, position, place));
    const ends = endsOf(w0, w1, b);
    group.style.display = text.style.display = ends ? "" : "none";
    if (!ends) continue;
    const [[x1, y1], [x2, y2]] = ends.map(([x, y]) => [across(x), up(y)]);
    for (const line of [ink, hit]) set(line, { x1, y1, x2, y2 });
    set(side, sideOf([x1, y1], [x2, y2], w0, w1));
    placeLabel(text, [x1, y1], [x2, y2], taken);
  }
}

/** Return the two points where w0 x + w1 y + b = 0 leaves the plane, or nothing. */
function endsOf(w0, w1, b) {
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

/** Return a short line from the middle to the side where the neuron's sum is positive. */
function sideOf([x1, y1], [x2, y2], w0, w1) {
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  // The sum grows fastest to where dx and dy point, in units of the drawing.
  const dx = w0 * (plane.x[1] - plane.x[0]) / size.width;
  const dy = -w1 * (plane.y[1] - plane.y[0]) / size.height;
  const normal = [y1 - y2, x2 - x1], length = Math.hypot(...normal) || 1;
  const turn = Math.sign(normal[0] * dx + normal[1] * dy) * (14 / length);
  return { x1: mx, y1: my, x2: mx + turn * normal[0], y2: my + turn * normal[1] };
}

function placeLabel(text, [x1, y1], [x2, y2], taken) {
  const spots = [0.06, 0.94, 0.16, 0.84, 0.28, 0.72, 0.4, 0.6].map((t) =>
    [x1 + t * (x2 - x1), y1 + t * (y2 - y1)].map((z, k) =>
      Math.min(Math.max(z, 9), (k ? size.height : size.width) - 9)));
  const isFree = ([x, y]) => taken.every(([a, b]) => Math.hypot(x - a, y - b) > 15);
  const [x, y] = spots.find(isFree) || spots[0];
  taken.push([x, y]);
  set(text, { x, y });
}

/** Light the line of a neuron, by its number, above the others; put out the rest. */
export function lightZeroLines(zeroLines, neuron) {
  for (const { zero, group, text } of zeroLines) {
    for (const element of [group, text]) {
      element.classList.toggle("lit", zero.neuron === neuron);
      if (zero.neuron === neuron) element.parentNode.append(element);
    }
  }
}
