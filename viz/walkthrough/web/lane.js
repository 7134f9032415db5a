// A lane: one traversal with a picture of its graph, its caption, and what is told of a chosen box.

import { html, svg } from "../../web/dom.js";
import { captionOf, renderCaption } from "./caption.js";
import { Details } from "./details.js";
import { renderEdge } from "./edge.js";
import { Following } from "./following.js";
import { renderGroup } from "./fold.js";
import { Marks } from "./marks.js";
import { renderNode } from "./node.js";
import { Picture } from "./picture.js";
import { listen } from "./pressing.js";
import { isHidden, pass } from "./quiz.js";
import { captionOfStretch, stepsUpTo } from "./stretch.js";
import { Traversal } from "./traversal.js";
import { Viewport } from "./viewport.js";
import { changedBy, changes, groupOf, isGroup, walk } from "./walk.js";

const ZOOM = 1.3;

export class Lane {
  /** `acts` says what to do when a folded box or the title of an unfolded one is pressed, or a leaf set. */
  constructor(data, host, acts, right) {
    this.acts = acts;
    this.traversal = new Traversal(data, right);
    this.following = new Following(this);
    this.steps = []; // that are shown: of the stretch that was done last
    this.build(host);
    this.viewport = new Viewport(this.canvas);
    this.marks = new Marks(this);
    this.open(0);
    this.renderCaption();
  }

  build(host) {
    const { title } = this.traversal;
    this.section = html("section", { class: "lane", "aria-label": title }, host);
    this.title = html("h2", {}, this.section, title);
    this.panel = html("div", { class: "panel" }, this.section);
    this.caption = html("div", { class: "caption" }, this.panel);
    this.question = html("div", { class: "question" }, this.panel);
    this.details = new Details(this, html("div", { class: "details" }, this.panel));
    const stage = html("div", { class: "stage" }, this.section);
    this.canvas = svg("svg", { class: "graph", role: "group", "aria-label": `Graph of ${walk.root}` }, stage);
    this.buildZoom(html("div", { class: "zoom" }, stage));
    this.more = html("div", { class: "more" }, this.section); // Tab comes to the graph first
  }

  buildZoom(bar) {
    const button = (text, label, action) => {
      const attributes = { type: "button", title: label, "aria-label": label };
      html("button", attributes, bar, text).addEventListener("click", action);
    };
    button("−", "Zoom out", () => this.viewport.zoom(1 / ZOOM));
    button("+", "Zoom in", () => this.viewport.zoom(ZOOM));
    button("fit", "Fit the graph", () => this.viewport.fit());
  }

  /** Show another picture, at the step that play has come to. */
  open(p) {
    const before = this.picture;
    this.picture = new Picture(p);
    this.following.forget();
    this.marks.forget();
    this.details.drop();
    listen(this);
    for (const id of this.picture.boxes.keys()) this.renderBox(id);
    for (const edge of this.picture.edges) this.renderEdge(edge);
    this.viewport.hold(this.picture);
    if (before && this.canvas.contains(before.layer)) before.layer.replaceWith(this.picture.layer);
  }

  // Only when the canvas has its size does the graph come in, so that it is laid out once.
  attach() {
    if (!this.canvas.contains(this.picture.layer)) this.canvas.append(this.picture.layer);
  }

  // ---- moving ----

  /** After how many steps play stops in this picture. */
  get stops() {
    const { picture, traversal } = this;
    const { places } = traversal;
    if (!picture.data.stops) return traversal.everyStop;
    if (this.known?.picture !== picture || this.known.places !== places) {
      this.known = { picture, places, stops: [...new Set(picture.data.stops.map((stop) => places[stop]))] };
    }
    return this.known.stops;
  }

  /** The first stop at which all is done that is done now. */
  get stop() {
    return this.stops.findIndex((stop) => stop >= this.traversal.position);
  }

  /**
   * Go to a stop.
   *
   * ends, size    where stretches end, and what they are: an edge, a box or a layer
   * milliseconds  that the gradient of a step takes on its way, 0 for none
   */
  go(stop, { ends, size }, milliseconds = 0) {
    const end = Math.min(stop, this.stops.length - 1);
    const isNext = this.traversal.position === this.stops[end - 1];
    const changed = this.traversal.goTo(this.stops[end]);
    if (changed.length > 0) this.following.unmark();
    changed.filter((step) => this.picture.isInside(step)).forEach(pass);
    const nodes = new Set(changed.map(changedBy));
    const boxes = new Set([...nodes].flatMap((node) => [node, ...changes[node]]));
    const edges = new Set(changed.flatMap((step) => this.picture.edgesChangedBy(step)));
    boxes.forEach((id) => this.renderBox(id));
    edges.forEach((edge) => this.renderEdge(edge));
    Object.assign(this, { size, steps: stepsUpTo(this, ends, end) });
    this.renderCaption();
    this.marks.show(this.steps, isNext ? milliseconds : 0);
    this.details.renew();
  }

  /** Mark the steps that are shown in the size that the canvas has now. */
  renderStep() {
    this.marks.show(this.steps, 0);
  }

  /** Show what other numbers of the leaves have changed, at the step that is shown; tell of other steps. */
  refresh() {
    const areOthers = this.following.refresh();
    if (!areOthers) this.renew();
    return areOthers;
  }

  /** Show once more what the step that was done last has changed. */
  again() {
    const { step } = this.traversal;
    for (const id of [changedBy(step), ...changes[changedBy(step)]]) this.renderBox(id);
    this.picture.edgesOfStep(step).forEach((edge) => this.renderEdge(edge));
    this.renew();
  }

  renew() {
    this.renderCaption();
    this.marks.renew();
    this.details.renew();
  }

  // ---- showing ----

  renderBox(id) {
    const { traversal } = this;
    const handles = this.picture.boxes.get(id);
    if (!handles) return;
    if (isGroup(id)) renderGroup(groupOf(id), handles, traversal);
    else renderNode(id, handles, traversal);
  }

  renderEdge(edge) {
    const { traversal } = this;
    const { passed, steps } = traversal;
    const isAsked = edge.uses.some((k) => passed[k].some((i) => isHidden(steps[i])));
    renderEdge(edge, traversal, isAsked);
  }

  /** Return heading, words and lines of what has just been done. */
  told() {
    const { picture, steps, size, traversal } = this;
    if (steps.length > 1) return captionOfStretch(steps, traversal, picture, size);
    return captionOf(traversal.step, traversal, picture);
  }

  renderCaption() {
    renderCaption(this.told(), this.caption);
  }
}
