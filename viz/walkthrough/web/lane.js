// A lane: one traversal with a picture of its graph, its caption, and what is told of a chosen box.

import { html, svg } from "../../web/dom.js";
import { captionOf, renderCaption } from "./caption.js";
import { Details } from "./details.js";
import { renderEdge } from "./edge.js";
import { FocusOrder } from "./focus.js";
import { live } from "./live.js";
import { renderGroup } from "./fold.js";
import { renderNode } from "./node.js";
import { Picture } from "./picture.js";
import { isHidden } from "./quiz.js";
import { Traversal } from "./traversal.js";
import { Viewport } from "./viewport.js";
import { changedBy, changes, groupOf, isGroup, walk } from "./walk.js";

const ZOOM = 1.3;
const AT_ONCE = 100; // boxes and edges out of sight

export class Lane {
  /** `folding` says what to do when a folded box or the title of an unfolded one is pressed, or a leaf set. */
  constructor(data, host, folding, right) {
    this.folding = folding;
    this.traversal = new Traversal(data, right);
    this.marked = []; // elements of the step that was done last
    this.fresh = []; // texts that the last change of a number has changed
    this.build(host);
    this.viewport = new Viewport(this.canvas);
    this.open(0);
    this.renderCaption();
  }

  build(host) {
    const { title } = this.traversal;
    this.section = html("section", { class: "lane", "aria-label": title }, host);
    this.title = html("h2", {}, this.section, title);
    this.panel = html("div", { class: "panel" }, this.section);
    this.caption = html("div", { class: "caption" }, this.panel);
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
    this.pending = new Map(); // {handles out of sight: what they have to show}
    this.marked = [];
    this.details.drop();
    this.listen();
    for (const id of this.picture.boxes.keys()) this.renderBox(id);
    for (const edge of this.picture.edges) this.renderEdge(edge);
    this.viewport.hold(this.picture);
    if (before && this.canvas.contains(before.layer)) before.layer.replaceWith(this.picture.layer);
  }

  // Only when the canvas has its size does the graph come in, so that it is laid out once.
  attach() {
    if (!this.canvas.contains(this.picture.layer)) this.canvas.append(this.picture.layer);
  }

  // ---- pointer and keyboard ----

  listen() {
    const { boxes, edges, title } = this.picture;
    for (const [id, handles] of boxes) this.listenTo(handles, id, [], () => this.pressBox(id));
    for (const { track } of boxes.values()) if (track) track.listen(this.folding.set);
    for (const edge of edges) this.listenTo(edge, edge.to, [edge], () => this.details.chooseEdge(edge));
    if (title) this.onPress(title, this.folding.fold);
    new FocusOrder(this.picture.focusOrder());
  }

  pressBox(id) {
    if (isGroup(id)) this.folding.unfold(id);
    else this.details.chooseNode(this.picture.boxes.get(id).element, id);
  }

  listenTo({ element, box }, start, more, act) {
    const { picture } = this; // the last blur comes when another is shown already
    const path = (on) => {
      for (const handles of [...picture.path(start), ...more]) handles.element.classList.toggle("path", on);
    };
    element.addEventListener("pointerenter", () => path(true));
    element.addEventListener("pointerleave", () => path(false));
    element.addEventListener("focus", () => { // by keyboard: what a click meets must not move away
      if (!element.matches(":focus-visible")) return;
      path(true);
      this.viewport.show([box]);
    });
    element.addEventListener("blur", () => path(false));
    this.onPress(element, act);
  }

  // Enter presses each box and edge; space plays, but a box that unfolds or folds takes it too.
  onPress(element, act) {
    const keys = element.hasAttribute("aria-expanded") ? ["Enter", " "] : ["Enter"];
    element.addEventListener("click", () => this.viewport.dragged || act());
    element.addEventListener("keydown", (event) => {
      if (!keys.includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  // ---- moving ----

  /** After how many steps play stops in this picture. */
  get stops() {
    const { stops } = this.picture.data;
    const { places, everyStop } = this.traversal;
    return stops ? [...new Set(stops.map((stop) => places[stop]))] : everyStop;
  }

  /** The first stop at which all is done that is done now. */
  get stop() {
    return this.stops.findIndex((stop) => stop >= this.traversal.position);
  }

  go(stop) {
    const changed = this.traversal.goTo(this.stops[Math.min(stop, this.stops.length - 1)]);
    if (changed.length > 0) this.unmarkChanges();
    const nodes = new Set(changed.map(changedBy));
    const boxes = new Set([...nodes].flatMap((node) => [node, ...changes[node]]));
    const edges = new Set(changed.map((step) => this.picture.edgeOfStep(step)));
    boxes.forEach((id) => this.renderBox(id));
    edges.forEach((edge) => edge && this.renderEdge(edge));
    this.renderCaption();
    this.renderStep();
    if (this.details.chosen) this.details.render();
  }

  // ---- other numbers ----

  /** Show what other numbers of the leaves have changed, at the step that is shown. */
  refresh() {
    this.unmarkChanges();
    const areSteps = this.traversal.follow();
    const boxes = [...this.picture.boxes.keys()].filter((id) => areSteps || this.isStale(id));
    const edges = this.picture.edges.filter((edge) => areSteps || this.isStaleEdge(edge));
    for (const id of boxes) this.follow(this.picture.boxes.get(id), () => this.refreshBox(id));
    for (const edge of edges) this.follow(edge, () => this.renderEdge(edge));
    this.goOn();
    this.renderCaption();
    if (areSteps) this.renderStep();
    else this.renderChip();
    if (this.details.chosen) this.details.render();
  }

  /** Show once more what the step that was done last has changed. */
  again() {
    const { step } = this.traversal;
    for (const id of [changedBy(step), ...changes[changedBy(step)]]) this.renderBox(id);
    const edge = this.picture.edgeOfStep(step);
    if (edge) this.renderEdge(edge);
    this.renderCaption();
    this.renderChip();
    if (this.details.chosen) this.details.render();
  }

  // What is in sight follows at once, the rest of a large graph a little later.
  follow(handles, task) {
    this.pending.delete(handles);
    if (handles.element.classList.contains("away")) this.pending.set(handles, task);
    else task();
  }

  goOn() {
    clearTimeout(this.timer);
    if (this.pending.size > 0) this.timer = setTimeout(() => this.followUp());
  }

  followUp() {
    for (const [handles, task] of [...this.pending].slice(0, AT_ONCE)) {
      this.pending.delete(handles);
      task();
    }
    this.goOn();
  }

  isStale(id) {
    if (isGroup(id)) return true;
    const step = this.traversal.gradient(id);
    return live.changed.has(walk.nodes[id].data) || (step && (live.changed.has(step.after) || step.fault));
  }

  isStaleEdge({ uses }) {
    return uses.length === 1 && live.changed.has(walk.uses[uses[0]].local);
  }

  refreshBox(id) {
    const { value, grad, cells = [] } = this.picture.boxes.get(id);
    const texts = [value, grad, ...cells].filter(Boolean);
    const before = texts.map((text) => text.textContent);
    this.renderBox(id);
    texts.forEach((text, k) => {
      if (text.textContent === before[k]) return;
      text.classList.add("changed");
      this.fresh.push(text);
    });
  }

  unmarkChanges() {
    for (const text of this.fresh) text.classList.remove("changed");
    this.fresh = [];
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
    const { passed, flows, steps } = this.traversal;
    const isAsked = edge.uses.some((k) => passed[k].some((i) => isHidden(steps[i])));
    renderEdge(edge, edge.uses.filter((k) => passed[k].length > 0).length, flows, isAsked);
  }

  /** Mark the boxes and the edge of the step that was done last, and bring them into view. */
  renderStep() {
    for (const element of this.marked) element.classList.remove("current", "operand");
    this.marked = [];
    const { picture, viewport } = this;
    const { step } = this.traversal;
    const edge = this.renderChip();
    if (!step) return;
    const head = picture.boxes.get(picture.boxOf(step));
    this.mark(head.element, "current");
    if (edge) this.renderPassing(edge, head);
    else viewport.show([head.box]);
  }

  renderChip() {
    const { picture } = this;
    const { step } = this.traversal;
    const edge = step && picture.edgeOfStep(step);
    picture.chip.show(edge, step);
    picture.raise(edge);
    return edge;
  }

  renderPassing(edge, head) {
    const { picture, viewport } = this;
    const tail = picture.boxes.get(edge.from);
    this.mark(tail.element, "operand");
    this.mark(edge.element, "current");
    viewport.show([edge.box, tail.box, head.box], [edge.box, tail.box], [tail.box]);
    picture.chip.keepWithin(viewport.window(), edge);
  }

  mark(element, name) {
    element.classList.add(name);
    this.marked.push(element);
  }

  /** Return heading, words and lines of what has just been done. */
  told() {
    return captionOf(this.traversal, this.picture);
  }

  renderCaption() {
    renderCaption(this.told(), this.caption);
  }
}
