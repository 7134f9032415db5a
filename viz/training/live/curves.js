// Loss and accuracy over the steps, of the samples that are trained on and of those held out.

import { byId, html, set, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";

const MARGIN = { left: 52, right: 26, top: 8, bottom: 18 };
const NAMES = { loss: "loss", heldLoss: "loss held out", accuracy: "accuracy", heldAccuracy: "accuracy held out" };

export class Curves {
  constructor(history, { hasHeld, hasAccuracy }) {
    this.history = history;
    const kinds = Object.keys(NAMES).filter((name) =>
      (hasHeld || !name.startsWith("held")) && (hasAccuracy || !/accuracy/i.test(name)));
    byId("curves-title").textContent = hasAccuracy ? "Loss and accuracy" : "Loss";
    this.host = byId("chart");
    this.drawing = svg("svg", { role: "img" }, this.host);
    this.rule = svg("line", { class: "rule" }, this.drawing);
    this.now = svg("line", { class: "now" }, this.drawing);
    this.texts = this.axes(hasAccuracy);
    this.paths = Object.fromEntries(kinds.map((name) => [name, svg("path", { class: `curve ${name}` }, this.drawing)]));
    kinds.forEach(addKey);
  }

  axes(hasAccuracy) {
    const text = (anchor) => svg("text", { "text-anchor": anchor }, this.drawing);
    const [high, low, first, last] = ["end", "end", "start", "end"].map(text);
    const shares = hasAccuracy ? ["1", "0"].map((share) => svg("text", {}, this.drawing, share)) : [];
    return { high, low, first, last, shares };
  }

  /** Fit the curves to the room that they have. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    const area = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
    this.area = area;
    set(this.drawing, { viewBox: `0 0 ${width} ${height}` });
    set(this.rule, { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom });
    const { high, low, first, last, shares } = this.texts;
    set(high, { x: area.left - 5, y: area.top + 4 });
    set(low, { x: area.left - 5, y: area.bottom + 4 });
    set(first, { x: area.left, y: height - 3 });
    set(last, { x: area.right, y: height - 3 });
    shares.forEach((text, i) => set(text, { x: area.right + 5, y: (i ? area.bottom : area.top) + 4 }));
  }

  /** now: the step that everything else shows; it is marked if others come after it */
  render(now) {
    const losses = [...this.history.series("loss"), ...this.history.series("heldLoss")].map(([, y]) => y);
    const isLog = losses.length > 0 && losses.every((y) => y > 0);
    const scaled = (y) => (isLog ? Math.log10(y) : y);
    const low = Math.min(...losses.map(scaled)), high = Math.max(...losses.map(scaled));
    const span = high > low ? high - low : 1;
    const shareOf = { loss: (y) => (scaled(y) - low) / span, accuracy: (y) => y };
    const { points } = this.history, { area } = this;
    const [first, last] = points.length ? [points[0].step, points[points.length - 1].step] : [0, 0];
    const x = (step) => area.left + ((area.right - area.left) * (step - first)) / Math.max(1, last - first);
    for (const name in this.paths) {
      const share = /accuracy/i.test(name) ? shareOf.accuracy : shareOf.loss;
      const corners = this.history.series(name).map(([step, y]) =>
        `${x(step).toFixed(1)} ${(area.bottom + (area.top - area.bottom) * share(y)).toFixed(1)}`);
      set(this.paths[name], { d: corners.length ? `M${corners.join("L")}` : "" });
    }
    set(this.now, { x1: x(now), x2: x(now), y1: area.top, y2: area.bottom });
    this.now.style.display = now < last ? "" : "none";
    this.write({
      high: losses.length ? number(Math.max(...losses), 3) : "", low: losses.length ? number(Math.min(...losses), 3) : "",
      first: `step ${first}`, last: last > first ? String(last) : "",
    });
    set(this.drawing, { "aria-label": `Curves over the steps${isLog ? ", the loss logarithmic" : ""}` });
  }

  write(texts) {
    for (const name in texts) this.texts[name].textContent = texts[name];
  }
}

function addKey(name) {
  const entry = html("li", {}, byId("curve-keys"));
  const icon = svg("svg", { viewBox: "0 0 26 8", "aria-hidden": "true" }, entry);
  svg("path", { class: `curve ${name}`, d: "M0 4L26 4" }, icon);
  html("span", {}, entry, NAMES[name]);
}
