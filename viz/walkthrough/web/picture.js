// A picture: boxes and edges with all groups folded or one unfolded, and what stands where.

import { svg } from "../../web/dom.js";
import { Chip } from "./chip.js";
import { drawEdge } from "./edge.js";
import { drawCluster, drawFrame, drawGroup, drawTitle } from "./fold.js";
import { placeOfLeaf } from "./live.js";
import { drawNode } from "./node.js";
import { Track } from "./track.js";
import { groupOf, home, isBackward, isForward, isGroup, pictures, ruleOf, walk } from "./walk.js";

const NEAR = 120; // to an edge, for its chip

export class Picture {
  constructor(p) {
    this.data = pictures()[p];
    this.opened = p - 1; // the group that is unfolded, -1 for none
    this.layer = svg("g", {}, document.createDocumentFragment()); // see attach of the lane
    const { cluster, frames } = this.data;
    for (const frame of frames) drawFrame(frame, this.layer);
    if (cluster) drawCluster(cluster, this.layer);
    const edges = svg("g", {}, this.layer);
    this.over = svg("path", { class: "over", "aria-hidden": "true" }, this.layer); // current edges, over all
    this.against = svg("path", { class: "against", "aria-hidden": "true" }, this.layer);
    const labels = svg("g", { "aria-hidden": "true" }, this.layer); // no edge crosses them
    const boxes = svg("g", {}, this.layer);
    if (cluster) this.title = drawTitle(walk.groups[this.opened], cluster, boxes);
    this.edges = this.data.edges.map((edge) => drawEdge(edge, edges, labels));
    this.boxes = new Map(this.data.boxes.map(([id, ...box]) => [id, draw(id, box, boxes)]));
    this.index();
    this.chip = new Chip(this.layer);
  }

  /** Show a curve over all edges, which fade, and arrows against it; or none. */
  raise(curve, arrows) {
    this.layer.classList.toggle("passing", curve !== "");
    this.over.setAttribute("d", curve);
    this.against.setAttribute("d", arrows);
  }

  /** Return what a chip at an edge would cover: boxes, and numbers of other edges. */
  obstacles(edge) {
    const [x, y, w, h] = edge.ends;
    const near = [x - NEAR, y - NEAR, x + w + NEAR, y + h + NEAR];
    const boxes = [...this.boxes.values()].map(({ box }) => box).filter((box) => meet(box, near));
    const others = this.edges.filter(({ text, place }) => place && text !== edge.text && text.textContent);
    const labels = others.map(({ text, place }) => around(place, text.textContent)).filter((box) => meet(box, near));
    return { boxes, labels };
  }

  index() {
    this.edgeOf = []; // of each use that has one
    this.leaving = new Map([...this.boxes.keys()].map((id) => [id, []]));
    this.edges.forEach((edge) => {
      edge.ends = both(this.boxes.get(edge.from).box, this.boxes.get(edge.to).box);
      for (const use of edge.uses) this.edgeOf[use] = edge;
      this.leaving.get(edge.from).push(edge);
    });
  }

  // What is out of sight is not drawn, nor are letters too small to read, so that a step through a
  // large graph paints little. It stays in the page for the keyboard and for screen readers.
  drawWithin(window, isLegible) {
    this.layer.classList.toggle("distant", !isLegible);
    for (const handles of this.boxes.values()) leaveOut(handles, !meet(handles.box, window), isLegible);
    for (const edge of this.edges) leaveOut(edge, !meet(edge.ends, window), isLegible);
  }

  /** Return the box in which a step takes place: a node's, or a folded one for what is inside. */
  boxOf(step) {
    const node = ruleOf(step);
    return this.boxes.has(node) ? node : home.get(node);
  }

  /** Return the edge that a step passes a gradient along, in a list, if it is seen. */
  edgesOfStep(step) {
    const edge = isBackward(step) && this.edgeOf[step.use];
    return edge ? [edge] : [];
  }

  /** Return the edges that a step changes: a `where` that is computed has left out a branch. */
  edgesChangedBy(step) {
    const isChoice = isForward(step) && walk.nodes[step.node].op === "where";
    return isChoice ? this.reading(step.node) : this.edgesOfStep(step);
  }

  /** Return the edges by which a box reads its operands. */
  reading(id) {
    return this.edges.filter(({ to }) => to === id);
  }

  isInside(step) {
    const takesPlace = isForward(step) || isBackward(step);
    return takesPlace && isGroup(this.boxOf(step)) && this.edgesOfStep(step).length === 0;
  }

  /** Tell whether a node is inside a folded box; the root, which all is about, goes by its name. */
  isHidden(i) {
    return home.has(i) && !this.boxes.has(i) && i !== walk.nodes.length - 1;
  }

  /** Return the elements that the keyboard reaches, in its order. */
  focusOrder() {
    const ofBox = ([id, { element }]) => [element, ...this.leaving.get(id).map((edge) => edge.element)];
    return [...(this.title ? [this.title] : []), ...[...this.boxes].flatMap(ofBox)];
  }

  /** Return the boxes and edges from a box to the root. */
  path(start) {
    const boxes = new Set([start]);
    const edges = new Set();
    for (const id of boxes) { // a Set grows while it is walked through
      for (const edge of this.leaving.get(id)) {
        edges.add(edge);
        boxes.add(edge.to);
      }
    }
    return [...[...boxes].map((id) => this.boxes.get(id)), ...edges];
  }
}

function draw(id, box, parent) {
  if (isGroup(id)) return drawGroup(groupOf(id), box, parent);
  const handles = drawNode(walk.nodes[id], box, parent);
  if (placeOfLeaf.has(id)) handles.track = new Track(placeOfLeaf.get(id), box, handles.element);
  return handles;
}

// About what a number beside an edge takes.
const around = ([x, y], text) => [x - 3.2 * text.length, y - 6, 6.4 * text.length, 12];

function both([x, y, w, h], [x2, y2, w2, h2]) {
  const [left, top] = [Math.min(x, x2), Math.min(y, y2)];
  return [left, top, Math.max(x + w, x2 + w2) - left, Math.max(y + h, y2 + h2) - top];
}

function meet([x, y, w, h], [left, top, right, bottom]) {
  return x <= right && x + w >= left && y <= bottom && y + h >= top;
}

function leaveOut(handles, isAway, isLegible) {
  if (Boolean(handles.isAway) !== isAway) {
    handles.isAway = isAway;
    handles.element.classList.toggle("away", isAway);
    if (handles.text) handles.text.classList.toggle("away", isAway);
  }
  const mayWait = isAway || !isLegible;
  if (Boolean(handles.mayWait) !== mayWait) {
    handles.mayWait = mayWait;
    catchUp(handles);
  }
}

/** Let a box or an edge show what it has not shown while it was out of sight. */
export function catchUp(handles) {
  const { late } = handles;
  handles.late = undefined;
  if (late) late();
}
