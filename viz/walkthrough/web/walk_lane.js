// A lane: one walk with a picture of its graph, its caption, and what is told of a chosen box.

class Lane {
  constructor(data, host) {
    this.data = data;
    this.position = 0; // how many steps are done
    this.current = [];
    this.computed = walk.nodes.map((node) => node.leaf);
    this.received = walk.nodes.map(() => []); // the steps that reached each node so far
    this.passed = walk.edges.map(() => []); // and those that went along each edge
    this.build(host);
    this.view = new View(this.canvas);
    this.open(0);
    this.renderCaption();
  }

  build(host) {
    this.section = html("section", "lane", host);
    this.section.setAttribute("aria-label", this.data.title);
    this.title = html("h2", "", this.section, this.data.title);
    const panel = html("div", "panel", this.section);
    this.caption = html("div", "caption", panel);
    this.details = new Details(this, html("div", "details", panel));
    const stage = html("div", "stage", this.section);
    this.canvas = svg("svg", { class: "graph", role: "group", "aria-label": `Graph of ${walk.root}` }, stage);
    this.buildZoom(stage);
  }

  buildZoom(stage) {
    const bar = html("div", "zoom", stage);
    const button = (text, label, action) => {
      const made = html("button", "", bar, text);
      made.type = "button";
      made.title = label;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", action);
    };
    button("−", "Zoom out", () => this.view.zoom(1 / 1.3));
    button("+", "Zoom in", () => this.view.zoom(1.3));
    button("fit", "Fit the graph", () => this.view.fit());
  }

  // Show another view, at the step that play has come to.
  open(v) {
    const before = this.picture;
    this.picture = new Picture(v);
    this.current = [];
    this.details.drop();
    for (const [id, { group }] of this.picture.boxes) this.listenToBox(group, id);
    for (const line of this.picture.lines) this.listen(line, line.to, [line], () => this.chooseLine(line));
    if (this.picture.title) this.onPress(this.picture.title, fold);
    new Places(this.picture.places());
    for (const id of this.picture.boxes.keys()) this.renderBox(id);
    for (const line of this.picture.lines) this.renderLine(line);
    this.view.hold(this.picture);
    if (before && this.canvas.contains(before.layer)) before.layer.replaceWith(this.picture.layer);
  }

  // Only when the canvas has its size does the graph come in, so that it is laid out once.
  attach() {
    if (!this.canvas.contains(this.picture.layer)) this.canvas.append(this.picture.layer);
  }

  listenToBox(group, id) {
    const choose = () => this.details.choose(group, () => this.details.node(id));
    this.listen(this.picture.boxes.get(id), id, [], isGroup(id) ? () => unfold(id) : choose);
  }

  chooseLine(line) {
    this.details.choose(line.group, () => this.details.edge(line));
  }

  listen({ group, box }, start, more, act) {
    const { picture } = this; // the last blur comes when another is shown already
    const path = (on) => {
      for (const shown of [...picture.path(start), ...more]) shown.group.classList.toggle("path", on);
    };
    group.addEventListener("pointerenter", () => path(true));
    group.addEventListener("pointerleave", () => path(false));
    group.addEventListener("focus", () => { // by keyboard: what a click meets must not move away
      if (!group.matches(":focus-visible")) return;
      path(true);
      this.view.show([box]);
    });
    group.addEventListener("blur", () => path(false));
    this.onPress(group, act);
  }

  // Enter presses each box and line; space plays, but a box that unfolds or folds takes it too.
  onPress(group, act) {
    const keys = group.hasAttribute("aria-expanded") ? ["Enter", " "] : ["Enter"];
    group.addEventListener("click", () => this.view.dragged || act());
    group.addEventListener("keydown", (event) => {
      if (!keys.includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  // ---- moving ----

  // After how many steps play stops in this view.
  get stops() {
    return this.picture.data.stops || this.everyStep;
  }

  get everyStep() {
    this.all ||= Array.from({ length: this.data.steps.length + 1 }, (_, i) => i);
    return this.all;
  }

  // The first stop at which all is done that is done now.
  get stop() {
    return this.stops.findIndex((stop) => stop >= this.position);
  }

  go(stop) {
    const steps = this.data.steps;
    const end = this.stops[Math.min(stop, this.stops.length - 1)];
    const boxes = new Set();
    const lines = new Set();
    const touch = (step) => {
      const node = step.edge === undefined ? step.node : walk.edges[step.edge].from;
      for (const id of [node, ...changes[node]]) boxes.add(id);
      if (step.edge !== undefined) lines.add(this.picture.lineOfStep(step));
    };
    while (this.position < end) { touch(steps[this.position]); this.take(this.position++); }
    while (this.position > end) { touch(steps[--this.position]); this.undo(this.position); }
    boxes.forEach((id) => this.renderBox(id));
    lines.forEach((line) => line && this.renderLine(line));
    this.renderCaption();
    this.renderCurrent();
    if (this.details.chosen) this.details.render();
  }

  take(i) {
    const step = this.data.steps[i];
    if (step.after === undefined) this.computed[step.node] = true;
    else this.received[step.edge === undefined ? step.node : walk.edges[step.edge].from].push(i);
    if (step.edge !== undefined) this.passed[step.edge].push(i);
  }

  undo(i) {
    const step = this.data.steps[i];
    if (step.after === undefined) this.computed[step.node] = false;
    else this.received[step.edge === undefined ? step.node : walk.edges[step.edge].from].pop();
    if (step.edge !== undefined) this.passed[step.edge].pop();
  }

  gradient(i) {
    const last = this.received[i].at(-1);
    return last === undefined ? null : this.data.steps[last];
  }

  // ---- showing ----

  renderBox(id) {
    const view = this.picture.boxes.get(id);
    if (!view) return;
    if (isGroup(id)) renderGroup(groupOf(id), view, this.position);
    else this.renderNode(id);
  }

  renderNode(i) {
    const node = walk.nodes[i];
    const view = this.picture.boxes.get(i);
    const computed = this.computed[i];
    const step = this.gradient(i);
    const wrong = Boolean(step && step.wrong);
    view.group.classList.toggle("waiting", !computed);
    view.group.classList.toggle("wrong", wrong);
    if (view.value) view.value.textContent = computed ? node.value : "";
    if (view.grad) view.grad.textContent = step === null ? "–" : (wrong ? "≠ " : "") + step.after;
    const grad = node.gradient ? `, gradient ${step === null ? "none yet" : step.after}` : "";
    const value = computed ? `value ${node.value}` : "no value yet";
    view.group.setAttribute("aria-label", `${node.role} ${node.name}, ${value}${grad}${wrong ? ", wrong" : ""}`);
  }

  renderLine({ group, from, to, edges, text }) {
    const passed = edges.filter((e) => this.passed[e].length > 0);
    group.classList.toggle("passed", passed.length > 0);
    let told = "";
    if (edges.length > 1) told = `, ${edges.length} operands, ${passed.length} passed on`;
    else {
      const { local } = walk.edges[edges[0]];
      if (!isGroup(to)) text.textContent = passed.length > 0 ? local : ""; // into groups they are too many
      if (local) told = `, local derivative ${local}`;
    }
    group.setAttribute("aria-label", `edge from ${boxName(from)} to ${boxName(to)}${told}`);
  }

  renderCurrent() {
    for (const element of this.current) element.classList.remove("current", "operand");
    this.current = [];
    const step = this.data.steps[this.position - 1];
    const line = step && this.picture.lineOfStep(step);
    this.picture.showChip(line, step);
    if (!step) return;
    const box = this.picture.boxes.get(this.picture.boxOf(step));
    this.mark(box.group, "current");
    if (!line) return this.view.show([box.box]);
    const tail = this.picture.boxes.get(line.from);
    this.mark(tail.group, "operand");
    this.mark(line.group, "current");
    this.view.show([line.box, tail.box, box.box], [line.box, tail.box], [tail.box]);
    this.picture.keepChipWithin(this.view.window(), line);
  }

  mark(element, name) {
    element.classList.add(name);
    this.current.push(element);
  }

  // Heading, words and lines of what has just been done.
  told() {
    const step = this.data.steps[this.position - 1];
    const [heading, words, lines] = this.data.captions[this.position];
    if (!step || !folds) return [heading, words, lines];
    if (this.picture.isInside(step)) return groupOf(this.picture.boxOf(step)).captions[step.edge === undefined ? 0 : 1];
    return [this.picture.heading(step) || heading, [words, ...this.picture.whereabouts(step)].join(" "), lines];
  }

  renderCaption() {
    const [heading, words, lines] = this.told();
    this.caption.replaceChildren();
    html("h3", "", this.caption, heading);
    html("p", "", this.caption, words);
    const box = html("div", "lines", this.caption);
    for (const line of lines) { // wraps before a sign
      const paragraph = html("p", "", box);
      for (const side of line.split(/(?= (?:=|\+=|·) )/)) html("span", "", paragraph, side);
    }
  }
}
