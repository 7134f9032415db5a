// The plane of the two inputs: its size, its axes, the samples and the legend of their classes.

import { byId, html, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { WIDTH } from "./chart.js";
import { fillOf, marker } from "./marker.js";
import { run } from "./run.js";

const MOST_CLASSES = 12; // that the legend lists

const plane = run.plane || { x: [0, 1], y: [0, 1], aspect: 1 }; // without one, nothing is drawn
export const size = { width: WIDTH, height: Math.round(WIDTH * plane.aspect) };
export const across = (x) => ((x - plane.x[0]) / (plane.x[1] - plane.x[0])) * size.width;
export const up = (y) => (1 - (y - plane.y[0]) / (plane.y[1] - plane.y[0])) * size.height;

/** Draw axes and samples; return the drawing, for what else is on the plane. */
export function drawPlane() {
  byId("map").style.aspectRatio = `${size.width} / ${size.height}`;
  drawAxis("across", "x₀", plane.x);
  drawAxis("up", "x₁", plane.y);
  const drawing = svg("svg", {
    viewBox: `0 0 ${size.width} ${size.height}`, role: "img",
    "aria-label": "The plane of the two inputs with samples, decision boundary and zero lines",
  }, byId("map"));
  for (const { text, number: k } of plane.classes) {
    drawSamples(k, drawing);
    if (plane.classes.length <= MOST_CLASSES) drawEntry(text, k);
  }
  return drawing;
}

function drawAxis(id, label, [low, high]) {
  for (const text of [number(low), label, number(high)]) html("span", {}, byId(id), text);
}

function drawSamples(k, parent) {
  const points = plane.points.filter((point) => point[2] === k);
  const d = points.map(([x, y]) => marker(k, across(x), up(y))).join("");
  svg("path", { class: "sample", d, style: fillOf(k) }, parent);
}

function drawEntry(text, k) {
  const entry = html("li", {}, byId("legend"));
  const icon = svg("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, entry);
  svg("path", { class: "sample", d: marker(k, 0, 0), style: fillOf(k) }, icon);
  html("span", {}, entry, text);
}
