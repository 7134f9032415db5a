// A picture: boxes and edges with all groups folded or one unfolded, and what stands where.

import { svg } from "../../web/dom.js";
import { Chip } from "./chip.js";
import { drawEdge } from "./edge.js";
import { drawCluster, drawFrame, drawGroup, drawTitle } from "./fold.js";
import { placeOfLeaf } from "./live.js";
import { drawNode } from "./node.js";
import { Track } from "./track.js";
import { boxName, groupOf, home, isBackward, isGroup, isSeed, pictures, reads, ruleOf, walk } from "./walk.js";

export class Picture {
  constructor(p) {
    this.data = pictures()[p];
    this.opened = p - 1; // the group that is unfolded, -1 for none
    this.layer = svg("g", {}, document.createDocumentFragment()); // see attach of the lane
    const { cluster, frames } = this.data;
    for (const frame of frames) drawFrame(frame, this.layer);
    if (cluster) drawCluster(cluster, this.layer);
    const edges = svg("g", {}, this.layer);
    this.over = svg("path", { class: "over", "aria-hidden": "true" }, this.layer); // the current edge, over all
    const labels = svg("g", { "aria-hidden": "true" }, this.layer); // no edge crosses them
    const boxes = svg("g", {}, this.layer);
    if (cluster) this.title = drawTitle(walk.groups[this.opened], cluster, boxes);
    this.edges = this.data.edges.map((edge) => drawEdge(edge, edges, labels));
    this.boxes = new Map(this.data.boxes.map(([id, ...box]) => [id, draw(id, box, boxes)]));
    this.index();
    this.chip = new Chip(this.layer);
  }

  /** Show an edge over all others, which fade, or none. */
  raise(edge) {
    this.layer.classList.toggle("passing", Boolean(edge));
    this.over.setAttribute("d", edge ? edge.spline.getAttribute("d") : "");
  }

  index() {
    this.edgeOf = []; // of each use that has one
    this.leaving = new Map([...this.boxes.keys()].map((id) => [id, []]));
    this.edges.forEach((edge) => {
      edge.ends = around(this.boxes.get(edge.from).box, this.boxes.get(edge.to).box);
      for (const use of edge.uses) this.edgeOf[use] = edge;
      this.leaving.get(edge.from).push(edge);
    });
  }

  // What is out of sight is not drawn, so that a step through a large graph paints little. It stays
  // in the page for the keyboard and for screen readers.
  drawWithin(window) {
    for (const { element, box } of this.boxes.values()) leaveOut(element, !meet(box, window));
    for (const { element, text, ends } of this.edges) {
      const isAway = !meet(ends, window);
      leaveOut(element, isAway);
      leaveOut(text, isAway);
    }
  }

  /** Return the box in which a step takes place: a node's, or a folded one for what is inside. */
  boxOf(step) {
    const node = ruleOf(step);
    return this.boxes.has(node) ? node : home.get(node);
  }

  edgeOfStep(step) {
    return isBackward(step) ? this.edgeOf[step.use] : undefined;
  }

  isInside(step) {
    return isGroup(this.boxOf(step)) && !this.edgeOfStep(step) && !isSeed(step);
  }

  heading(step) {
    const edge = this.edgeOfStep(step);
    return edge && `Backward: ${boxName(edge.to)} → ${boxName(edge.from)}`;
  }

  /** Say where the nodes of a step are that cannot be seen. */
  whereabouts(step) {
    if (isSeed(step)) return [];
    const read = isBackward(step) ? [walk.uses[step.use].from] : reads[step.node];
    const hidden = [...new Set([ruleOf(step), ...read])].filter((i) => !this.boxes.has(i));
    return hidden.map((i) => walk.nodes[i].whereabouts).filter(Boolean);
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

function around([x, y, w, h], [x2, y2, w2, h2]) {
  const [left, top] = [Math.min(x, x2), Math.min(y, y2)];
  return [left, top, Math.max(x + w, x2 + w2) - left, Math.max(y + h, y2 + h2) - top];
}

function meet([x, y, w, h], [left, top, right, bottom]) {
  return x <= right && x + w >= left && y <= bottom && y + h >= top;
}

function leaveOut(element, isAway) {
  if (element.classList.contains("away") !== isAway) element.classList.toggle("away", isAway);
}
