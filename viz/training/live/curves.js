// Loss and accuracy over the steps, of the samples that are trained on and of those held out.

import { byId, html, set, svg } from "../../web/dom.js";
import { number } from "../../web/numbers.js";

const MARGIN = { left: 66, right: 26, top: 8, bottom: 18 };
const NAMES = { loss: "loss", heldLoss: "loss held out", accuracy: "accuracy", heldAccuracy: "accuracy held out" };
const isShare = (name) => /accuracy/i.test(name);

export class Curves {
  constructor(history, { hasHeld, hasAccuracy }) {
    this.history = history;
    const kinds = Object.keys(NAMES).filter((name) => (hasHeld || !name.startsWith("held")) && (hasAccuracy || !isShare(name)));
    byId("curves-title").textContent = hasAccuracy ? "Loss and accuracy" : "Loss";
    this.host = byId("chart");
    this.drawing = svg("svg", { role: "img" }, this.host);
    this.rule = svg("line", { class: "rule" }, this.drawing);
    this.now = svg("line", { class: "now" }, this.drawing);
    this.texts = this.axes(hasAccuracy);
    this.curves = kinds.map((name) => ({
      name, path: svg("path", { class: `curve ${name}` }, this.drawing), dot: svg("circle", { class: `dot ${name}`, r: 3 }, this.drawing),
    }));
    kinds.forEach(addKey);
  }

  axes(hasAccuracy) {
    const text = (anchor) => svg("text", { "text-anchor": anchor }, this.drawing);
    const [high, scale, low, first, last] = ["end", "end", "end", "start", "end"].map(text);
    const shares = hasAccuracy ? ["1", "0"].map((share) => svg("text", {}, this.drawing, share)) : [];
    return { high, scale, low, first, last, shares };
  }

  /** Fit the curves to the room that they have. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    const area = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
    this.area = area;
    set(this.drawing, { viewBox: `0 0 ${width} ${height}` });
    set(this.rule, { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom });
    const { high, scale, low, first, last, shares } = this.texts;
    set(high, { x: area.left - 5, y: area.top + 4 });
    set(scale, { x: area.left - 5, y: (area.top + area.bottom) / 2 + 4 });
    set(low, { x: area.left - 5, y: area.bottom + 4 });
    set(first, { x: area.left, y: height - 4 });
    set(last, { x: area.right, y: height - 4 });
    shares.forEach((text, i) => set(text, { x: area.right + 5, y: (i ? area.bottom : area.top) + 4 }));
  }

  /** now: the step that everything else shows; it is marked if others come after it */
  render(now) {
    const { points, end } = this.history, { area } = this;
    const losses = [...this.history.series("loss"), ...this.history.series("heldLoss")].map(([, y]) => y);
    const isOne = points.length === 1, ends = isOne ? [0, ...losses] : losses; // a point alone has no range
    const isLog = !isOne && losses.length > 0 && losses.every((y) => y > 0);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const [first, last] = points.length ? [points[0].step, Math.max(points[points.length - 1].step, end)] : [0, 0];
    const scaled = isLog ? Math.log10 : (y) => y;
    const shareOf = (y) => (high > low ? (scaled(y) - scaled(low)) / (scaled(high) - scaled(low)) : 0.5);
    const x = (step) => area.left + ((area.right - area.left) * (step - first)) / Math.max(1, last - first);
    const y = (share) => area.bottom + (area.top - area.bottom) * share;
    for (const { name, path, dot } of this.curves) {
      const corners = this.history.series(name).map(([step, z]) => ({ step, x: x(step), y: y(isShare(name) ? z : shareOf(z)) }));
      set(path, { d: corners.length ? `M${corners.map((at) => `${at.x.toFixed(1)} ${at.y.toFixed(1)}`).join("L")}` : "" });
      const here = corners.findLast(({ step }) => step <= now);
      if (here) set(dot, { cx: here.x, cy: here.y });
      dot.style.display = here ? "" : "none";
    }
    set(this.now, { x1: x(now), x2: x(now), y1: area.top, y2: area.bottom });
    this.now.style.display = now < last ? "" : "none";
    const text = (loss) => (losses.length ? number(loss, 3) : "");
    this.write({
      high: high > low ? text(high) : "", low: text(low), scale: isLog && high > low ? "log scale" : "",
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
