// More inputs than a plane has: how often each class is taken for each, or predictions over labels.

import { html, set, svg } from "../../web/dom.js";

const SIZE = 220;
const FEW = 4; // classes, for which there is room

export class Confusion {
  constructor(host, model, meaning, lattice) {
    Object.assign(this, { model, meaning, lattice });
    const sets = [["trained on", model.samples], ["held out", model.held]];
    const shown = sets.filter(([, samples]) => samples.n > 0);
    const frame = html("div", { class: "confusion" }, host);
    this.title = meaning.hasClasses ? "Confusion matrix" : "Predictions over labels";
    this.note = meaning.hasClasses ? "Rows are the labels, columns the predictions; the diagonal is right."
      : "On the line a prediction is its label.";
    const make = meaning.hasClasses ? table : scatter;
    this.pictures = shown.map(([name, samples]) => ({ samples, ...make(frame, name, meaning) }));
  }

  readColors() {}

  resize() {}

  drawSamples() {}

  render() {
    for (const picture of this.pictures) picture.fill(picture.samples, this.scoresOf(picture.samples), this.meaning);
  }

  /** Return the scores of samples; those that are trained on have been asked already. */
  scoresOf(samples) {
    if (samples === this.model.samples) return this.lattice.answers;
    return this.model.answers(samples.inputs(this.meaning.width), samples.n);
  }
}

function table(parent, name, { classes }) {
  const element = html("table", { class: classes.length > FEW ? "many" : "" }, parent);
  html("caption", {}, element, name);
  const head = html("tr", {}, html("thead", {}, element));
  html("td", {}, head);
  for (const { text } of classes) html("th", { scope: "col" }, head, text);
  const body = html("tbody", {}, element);
  const cells = classes.map(({ text }, i) => {
    const row = html("tr", {}, body);
    html("th", { scope: "row" }, row, text);
    return classes.map((_, k) => html("td", { class: i === k ? "right" : "" }, row));
  });
  return { fill: (...given) => count(cells, ...given) };
}

function count(cells, samples, scores, meaning) {
  const counts = meaning.classes.map(() => meaning.classes.map(() => 0));
  for (let i = 0; i < samples.n; i++) {
    const k = meaning.classOf(samples.row(i));
    if (k >= 0) counts[k][meaning.answerOf(scores, i, samples.n)]++;
  }
  cells.forEach((row, i) => row.forEach((cell, k) => {
    cell.textContent = counts[i][k];
    cell.style.setProperty("--share", counts[i][k] / Math.max(1, counts[i].reduce((a, b) => a + b)));
  }));
}

function scatter(parent, name) {
  const figure = html("figure", {}, parent);
  html("figcaption", {}, figure, name);
  const drawing = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": `Predictions over labels, ${name}` }, figure);
  svg("path", { class: "threshold", d: `M0 ${SIZE}L${SIZE} 0` }, drawing);
  const dots = svg("path", { class: "dots" }, drawing);
  return { fill: (...given) => plot(dots, ...given) };
}

function plot(dots, samples, scores, { width, labelLimits: [low, high] }) {
  const place = (z) => 8 + ((SIZE - 16) * (z - low)) / (high - low || 1);
  const within = (z) => Math.min(SIZE, Math.max(0, z));
  const at = (i) => `M${within(place(samples.row(i)[width])).toFixed(1)} ${within(SIZE - place(scores[i])).toFixed(1)}h0`;
  set(dots, { d: Array.from({ length: samples.n }, (_, i) => at(i)).join("") });
}
