// One neuron's output, large: over the plane, over one input, or over the samples.

import { byId, html, set, svg } from "../../web/dom.js";
import { Painter } from "./field.js";
import { colorOf } from "./marker.js";
import { largestOf, profileOf } from "./outputs.js";

const SIDE = 150; // pixels
const SHARPNESS = 2;

export class Portrait {
  constructor(model, lattice, meaning) {
    Object.assign(this, { model, lattice, meaning, host: byId("portrait"), painter: new Painter() });
    const samples = meaning.hasClasses ? { render: this.renderClasses, over: "each class's samples" }
      : { render: this.renderProfile, over: "the samples, by their label" };
    Object.assign(this, [samples, { render: this.renderCurve, over: "the input" }, { render: this.renderPlane, over: "the plane" }][lattice.limits.length]);
  }

  readColors() {
    this.painter.readColors();
  }

  /** Make room for a neuron, or for none. */
  show(neuron) {
    this.neuron = neuron;
    this.host.replaceChildren();
    if (neuron === null) return;
    const label = { role: "img", "aria-label": `The neuron's output over ${this.over}` };
    if (this.lattice.limits.length === 2) {
      this.canvas = html("canvas", { width: SIDE * SHARPNESS, height: SIDE * SHARPNESS, ...label }, this.host);
    } else {
      this.drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, ...label }, this.host);
      svg("path", { class: "threshold", d: `M0 ${SIDE / 2}H${SIDE}` }, this.drawing);
      this.parts = svg("g", {}, this.drawing);
    }
  }

  update() {
    if (this.neuron === null) return;
    const output = this.lattice.slice(this.model.data.outputs + this.neuron);
    this.render(output, largestOf(output));
  }

  renderPlane(scores, largest) {
    this.painter.paint(this.canvas, {
      scores, outputs: 1, resolution: this.lattice.n, threshold: 0, unit: largest / 2, hasContour: true,
    });
  }

  renderCurve(output, largest) {
    const points = Array.from(output, (x, i) => `${(SIDE * i) / Math.max(1, output.length - 1)} ${heightOf(x, largest)}`);
    this.put([["fitted", `M${points.join("L")}`, ""]]);
  }

  renderProfile(output, largest) {
    this.renderCurve(profileOf(output, this.model.samples, this.meaning), largest);
  }

  /** Draw a column of dots for each class, one for each sample. */
  renderClasses(output, largest) {
    const { meaning, model: { samples } } = this, width = SIDE / meaning.classes.length;
    const columns = meaning.classes.map(() => "");
    for (let i = 0; i < samples.n; i++) {
      const k = meaning.classOf(samples.row(i));
      // Beside each other, so that equal outputs are seen to be several.
      if (k >= 0) columns[k] += `M${(width * (k + 0.2 + 0.6 * ((i * 0.618) % 1))).toFixed(1)} ${heightOf(output[i], largest).toFixed(1)}h0`;
    }
    this.put(columns.map((d, k) => ["dots", d, `stroke: ${colorOf(k)}`]));
  }

  put(paths) {
    this.parts.replaceChildren();
    for (const [name, d, style] of paths) set(svg("path", { class: name, style }, this.parts), { d });
  }
}

const heightOf = (x, largest) => SIDE / 2 - (x / largest) * (SIDE / 2 - 5);
