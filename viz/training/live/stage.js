// The stage: everything that shows a model, each part in its turn.

import { byId } from "../../web/dom.js";
import { followTheme } from "../../web/theme.js";
import { Confusion } from "./confusion.js";
import { Curves } from "./curves.js";
import { Detail } from "./detail.js";
import { Fitted } from "./fitted.js";
import { Lattice } from "./lattice.js";
import { Network } from "./network.js";
import { Surface } from "./surface.js";

const VIEWS = [Confusion, Fitted, Surface];

export class Stage {
  /**
   * model         a Trainer, or a Replayed
   * history       of the model, for the curves
   * hold          is given a board, for what takes its samples in the hand; null for nothing
   * changeWeight  is called with the place of a weight and its new number; null where none changes
   * say           tells of a number that is refused
   * verb          says what can be done with a weight
   * told          is called whenever all is shown, for the line above
   */
  constructor(model, history, meaning, { hold = null, changeWeight = null, say = () => {}, verb, told }) {
    const { data } = model, dimensions = data.limits.length;
    Object.assign(this, { model, room: "", turn: 0 });
    this.lattice = new Lattice(data.limits, data.points, model);
    this.view = new VIEWS[dimensions](byId("stage"), model, meaning, this.lattice, hold);
    this.curves = new Curves(history, { hasHeld: data.test.length > 0, hasAccuracy: data.countsRight });
    this.detail = new Detail(model, this.lattice, meaning, { changed: changeWeight, say });
    this.network = new Network(model, this.lattice, meaning, {
      verb, chosen: (neuron) => this.showNeuron(neuron),
      wanted: (place, neuron) => { this.network.choose(neuron); this.detail.focus(place); },
    });
    this.turns = [
      () => { this.lattice.ask(); this.view.render(this.network.neuron); },
      () => { this.network.renderNeurons(); this.detail.render(); },
      () => this.network.renderWires(),
      () => { this.curves.render(model.steps); told(); },
    ];
    byId("network").hidden = !this.network.neurons.length;
    document.querySelector("main").classList.toggle("plain", !this.network.neurons.length);
    byId("view-title").textContent = this.view.title;
    byId("view-note").textContent = this.view.note;
    byId("show-gradients").addEventListener("change", () => this.show());
  }

  /** Fit everything to its room, now and whenever that changes, and follow the theme. */
  open() {
    followTheme(() => this.readColors());
    const observer = new ResizeObserver(() => this.resize());
    this.rooms().forEach((part) => observer.observe(part)); // a caption that wraps makes its neighbour smaller
    this.resize();
  }

  show() {
    for (const draw of this.turns) draw();
  }

  /** Draw what is next in turn: where steps take the time, every frame has room for one part. */
  showNext() {
    this.turns[this.turn]();
    this.turn = (this.turn + 1) % this.turns.length;
  }

  showSamples() {
    this.view.drawSamples();
    this.show();
  }

  showNeuron(neuron) {
    this.detail.show(neuron);
    this.network.renderWires();
    this.view.render(neuron);
    this.detail.render();
  }

  rooms() {
    return [document.querySelector("main"), byId("stage"), this.network.host, this.curves.host];
  }

  resize() {
    const sizes = this.rooms().map(({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`).join();
    if (this.room === sizes) return;
    this.room = sizes;
    for (const part of [this.network, this.view, this.curves]) part.resize();
    this.show();
  }

  readColors() {
    for (const part of [this.view, this.network, this.detail]) part.readColors();
    this.show();
  }
}
