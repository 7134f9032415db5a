// A picture: the boxes and lines of one view, as they are drawn, and where each node and edge is.

class Picture {
  constructor(v) {
    this.data = walk.views[v];
    this.opened = v - 1; // the group that is unfolded, -1 for none
    this.layer = svg("g", {}, document.createDocumentFragment()); // see attach of the lane
    if (this.data.frame) drawFrame(this.data.frame, this.layer);
    const lines = svg("g", {}, this.layer);
    const labels = svg("g", { "aria-hidden": "true" }, this.layer); // no line crosses them
    const boxes = svg("g", {}, this.layer);
    if (this.data.frame) this.title = drawTitle(walk.groups[this.opened], this.data.frame, boxes);
    this.lines = this.data.lines.map((line) => drawLine(line, lines, labels));
    this.boxes = new Map(this.data.boxes.map(([id, ...box]) => [id, this.draw(id, box, boxes)]));
    for (const line of this.lines) line.ends = around(this.boxes.get(line.from).box, this.boxes.get(line.to).box);
    this.lineOf = [];
    this.leaving = new Map([...this.boxes.keys()].map((id) => [id, []]));
    this.lines.forEach(({ from, edges }, i) => {
      for (const edge of edges) this.lineOf[edge] = i;
      this.leaving.get(from).push(i);
    });
    this.buildChip();
  }

  draw(id, box, parent) {
    return isGroup(id) ? drawGroup(groupOf(id), box, parent) : drawNode(walk.nodes[id], box, parent);
  }

  // What is out of sight is not drawn, so that a step through a large graph paints little. It stays
  // in the page for the keyboard and for screen readers.
  drawWithin(window) {
    for (const { group, box } of this.boxes.values()) leaveOut(group, !meet(box, window));
    for (const { group, text, ends } of this.lines) {
      const isAway = !meet(ends, window);
      leaveOut(group, isAway);
      leaveOut(text, isAway);
    }
  }

  buildChip() {
    this.chip = svg("g", { class: folds ? "chip small" : "chip", visibility: "hidden", "aria-hidden": "true" }, this.layer);
    this.chipBox = svg("rect", { rx: 5 }, this.chip);
    this.chipLines = (folds ? [0, 1, 2] : [0, 1]).map(() => svg("text", {}, this.chip));
  }

  showChip(line, step) {
    this.chip.setAttribute("visibility", line ? "visible" : "hidden");
    if (!line) return;
    // Folded boxes stand close: there the factors are one above the other.
    const texts = [...(folds ? step.factors.split(/ (?=× )/) : [step.factors]), `= ${step.contribution}`];
    const height = 4 + 13 * texts.length;
    this.chipLines.forEach((text, k) => {
      text.textContent = texts[k];
      text.classList.toggle("product", k === texts.length - 1);
      text.setAttribute("y", 13 * k + 13 - height / 2);
    });
    const size = { x: -step.room / 2, y: -height / 2, width: step.room, height };
    for (const key in size) this.chipBox.setAttribute(key, size[key]);
    this.chip.setAttribute("transform", `translate(${line.label})`);
    this.chipSize = [step.room, height];
  }

  // On a line that is in view in part, the chip stands in that part, as near to its middle as it can.
  keepChipWithin([left, top, right, bottom], { path, label }) {
    const [w, h] = this.chipSize.map((length) => length / 2 + 2);
    const away = ([x, y]) => Math.hypot(x - label[0], y - label[1]);
    const fits = ([x, y]) => x - w >= left && x + w <= right && y - h >= top && y + h <= bottom;
    if (fits(label)) return;
    const length = path.getTotalLength();
    const points = Array.from({ length: 41 }, (_, i) => path.getPointAtLength((i / 40) * length));
    const found = points.map(({ x, y }) => [x, y]).filter(fits).sort((p, q) => away(p) - away(q));
    if (found.length) this.chip.setAttribute("transform", `translate(${found[0]})`);
  }

  // The box in which a step takes place: a node's, or a folded one for what happens inside.
  boxOf(step) {
    const node = step.edge === undefined ? step.node : walk.edges[step.edge].to;
    return this.boxes.has(node) ? node : home.get(node);
  }

  lineOfStep(step) {
    return step.edge === undefined ? undefined : this.lines[this.lineOf[step.edge]];
  }

  isInside(step) {
    return isGroup(this.boxOf(step)) && !this.lineOfStep(step) && !isSeed(step);
  }

  heading(step) {
    const line = this.lineOfStep(step);
    return line && `Backward: ${boxName(line.to)} → ${boxName(line.from)}`;
  }

  // Where the nodes of a step are that cannot be seen.
  whereabouts(step) {
    if (isSeed(step)) return [];
    const node = step.edge === undefined ? step.node : walk.edges[step.edge].to;
    const read = step.edge === undefined ? operands[node] : [walk.edges[step.edge].from];
    const hidden = [...new Set([node, ...read])].filter((i) => !this.boxes.has(i));
    return hidden.map((i) => walk.nodes[i].place).filter(Boolean);
  }

  // In the order of the keyboard.
  places() {
    const ofBox = ([id, { group }]) => [group, ...this.leaving.get(id).map((i) => this.lines[i].group)];
    return [...(this.title ? [this.title] : []), ...[...this.boxes].flatMap(ofBox)];
  }

  // Boxes and lines from a box, or from the head of a line, to the root.
  path(start) {
    const boxes = new Set([start]);
    const lines = new Set();
    for (const id of boxes) { // a Set grows while it is walked through
      for (const i of this.leaving.get(id)) {
        lines.add(this.lines[i]);
        boxes.add(this.lines[i].to);
      }
    }
    return [...[...boxes].map((id) => this.boxes.get(id)), ...lines];
  }
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

function isSeed(step) {
  return step.edge === undefined && step.after !== undefined;
}
