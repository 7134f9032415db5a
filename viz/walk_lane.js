// A lane: one walk with its graph, its caption, and what is told of a chosen box or edge.

class Lane {
  constructor(data, host) {
    this.data = data;
    this.position = 0;
    this.chosen = null;
    this.current = [];
    this.computed = walk.nodes.map((node) => node.leaf);
    this.received = walk.nodes.map(() => []); // the steps that reached each node so far
    this.passed = walk.edges.map(() => []); // and those that went along each edge
    this.build(host);
    this.view = new View(this.canvas, this.layer);
    walk.nodes.forEach((_, i) => this.renderNode(i));
    walk.edges.forEach((_, i) => this.renderEdge(i));
    this.renderCaption();
    this.renderDetails();
  }

  build(host) {
    this.section = html("section", "lane", host);
    this.section.setAttribute("aria-label", this.data.title);
    this.title = html("h2", "", this.section, this.data.title);
    const panel = html("div", "panel", this.section);
    this.caption = html("div", "caption", panel);
    this.details = html("div", "details", panel);
    const stage = html("div", "stage", this.section);
    this.canvas = svg("svg", { class: "graph", role: "group", "aria-label": `Graph of ${walk.root}` }, stage);
    this.layer = svg("g", {}, document.createDocumentFragment()); // see attach
    const edges = svg("g", {}, this.layer);
    const nodes = svg("g", {}, this.layer);
    this.edges = walk.edges.map((edge) => drawEdge(edge, edges));
    this.nodes = walk.nodes.map((node) => drawNode(node, nodes));
    this.buildChip();
    this.buildZoom(stage);
    this.edges.forEach((view, i) => this.listen(view.group, "edge", i));
    this.nodes.forEach((view, i) => this.listen(view.group, "node", i));
  }

  // Only when the canvas has its size does the graph come in, so that it is laid out once.
  attach() {
    if (!this.canvas.contains(this.layer)) this.canvas.append(this.layer);
  }

  buildChip() {
    this.chip = svg("g", { class: "chip", visibility: "hidden", "aria-hidden": "true" }, this.layer);
    this.chipBox = svg("rect", { rx: 5, height: 30 }, this.chip);
    this.chipFactors = svg("text", { y: -3 }, this.chip);
    this.chipProduct = svg("text", { y: 10, class: "product" }, this.chip);
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

  listen(group, kind, i) {
    const path = (on) => this.markPath(kind === "node" ? i : walk.edges[i].to, kind === "edge" ? i : null, on);
    group.addEventListener("pointerenter", () => path(true));
    group.addEventListener("pointerleave", () => path(false));
    group.addEventListener("focus", () => { // by keyboard: what a click meets must not move away
      if (!group.matches(":focus-visible")) return;
      path(true);
      this.view.show([this.boxOf(kind, i)]);
    });
    group.addEventListener("blur", () => path(false));
    group.addEventListener("click", () => this.view.dragged || this.choose(kind, i));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.choose(kind, i);
    });
  }

  boxOf(kind, i) {
    if (kind === "node") return walk.nodes[i].box;
    const [x, y] = walk.edges[i].label;
    return [x - 40, y - 30, 80, 60];
  }

  markPath(node, edge, on) {
    const nodes = new Set([node]);
    const edges = new Set(edge === null ? [] : [edge]);
    for (const found of nodes) { // a Set grows while it is walked through
      for (const next of users[found]) {
        edges.add(next);
        nodes.add(walk.edges[next].to);
      }
    }
    for (const i of nodes) this.nodes[i].group.classList.toggle("path", on);
    for (const i of edges) this.edges[i].group.classList.toggle("path", on);
  }

  // ---- moving ----

  go(target) {
    const steps = this.data.steps;
    const end = Math.min(target, steps.length);
    const nodes = new Set();
    const edges = new Set();
    const touch = (step) => {
      nodes.add(step.edge === undefined ? step.node : walk.edges[step.edge].from);
      if (step.edge !== undefined) edges.add(step.edge);
    };
    while (this.position < end) { touch(steps[this.position]); this.take(this.position++); }
    while (this.position > end) { touch(steps[--this.position]); this.undo(this.position); }
    nodes.forEach((i) => this.renderNode(i));
    edges.forEach((i) => this.renderEdge(i));
    this.renderCaption();
    this.renderCurrent();
    if (this.chosen) this.renderDetails();
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

  renderNode(i) {
    const node = walk.nodes[i];
    const view = this.nodes[i];
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

  renderEdge(i) {
    const edge = walk.edges[i];
    const { group, local } = this.edges[i];
    const passed = this.passed[i].length > 0;
    group.classList.toggle("passed", passed);
    local.textContent = passed ? edge.local : "";
    const slope = edge.local ? `, local derivative ${edge.local}` : "";
    group.setAttribute("aria-label", `edge from ${walk.nodes[edge.from].name} to ${walk.nodes[edge.to].name}${slope}`);
  }

  renderCurrent() {
    for (const element of this.current) element.classList.remove("current", "operand");
    this.current = [];
    const step = this.data.steps[this.position - 1];
    const edge = step && step.edge !== undefined ? walk.edges[step.edge] : null;
    this.chip.setAttribute("visibility", edge ? "visible" : "hidden");
    if (!step) return;
    this.mark(this.nodes[edge ? edge.to : step.node].group, "current");
    if (!edge) return this.view.show([walk.nodes[step.node].box]);
    this.mark(this.nodes[edge.from].group, "operand");
    this.mark(this.edges[step.edge].group, "current");
    this.renderChip(edge, step);
    const label = this.boxOf("edge", step.edge);
    const [from, to] = [walk.nodes[edge.from].box, walk.nodes[edge.to].box];
    this.view.show([label, from, to], [label, from], [from]);
  }

  mark(element, name) {
    element.classList.add(name);
    this.current.push(element);
  }

  renderChip(edge, step) {
    this.chipFactors.textContent = step.factors;
    this.chipProduct.textContent = `= ${step.contribution}`;
    this.chipBox.setAttribute("x", -step.room / 2);
    this.chipBox.setAttribute("y", -16);
    this.chipBox.setAttribute("width", step.room);
    this.chip.setAttribute("transform", `translate(${edge.label})`);
  }

  renderCaption() {
    const [heading, words, lines] = this.data.captions[this.position];
    this.caption.replaceChildren();
    html("h3", "", this.caption, heading);
    html("p", "", this.caption, words);
    const box = html("div", "lines", this.caption);
    for (const line of lines) { // wraps before a sign
      const paragraph = html("p", "", box);
      for (const side of line.split(/(?= (?:=|\+=|·) )/)) html("span", "", paragraph, side);
    }
  }

  choose(kind, i) {
    if (this.chosen) this.elementOf(this.chosen).classList.remove("chosen");
    this.chosen = { kind, i };
    this.elementOf(this.chosen).classList.add("chosen");
    this.renderDetails();
  }

  elementOf({ kind, i }) {
    return (kind === "node" ? this.nodes : this.edges)[i].group;
  }

  renderDetails() {
    this.details.replaceChildren();
    if (!this.chosen) html("p", "tip", this.details, "Click a box or an edge to see what it is made of.");
    else if (this.chosen.kind === "node") this.nodeDetails(this.chosen.i);
    else this.edgeDetails(this.chosen.i);
  }

  nodeDetails(i) {
    const node = walk.nodes[i];
    const line = (text) => html("p", "", this.details, text);
    html("h3", "", this.details, `${node.name}: ${node.role}${node.symbol ? " " + node.symbol : ""}`);
    if (node.formula) line(node.formula);
    line(`data ${this.computed[i] ? minus(node.exact) : "not computed yet"}`);
    if (!node.gradient) return line("It requires no gradient.");
    const step = this.gradient(i);
    line(`grad ${step === null ? "– (nothing has arrived yet)" : minus(step.exact)}`);
    const list = html("ol", "", this.details);
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Contributions");
    if (i === walk.nodes.length - 1) html("li", "", list, "1, the root's derivative with respect to itself");
    this.contributions(i, list);
  }

  contributions(i, list) {
    const line = (edge, text) => html("li", "", list, `from ${walk.nodes[edge.to].name}: ${text}`);
    for (const k of this.received[i]) {
      const step = this.data.steps[k];
      if (step.edge !== undefined) line(walk.edges[step.edge], `${step.factors} = ${step.contribution}`);
    }
    for (const e of users[i]) {
      if (walk.edges[e].flows && this.passed[e].length === 0) line(walk.edges[e], "not yet");
    }
  }

  edgeDetails(i) {
    const edge = walk.edges[i];
    const line = (text) => html("p", "", this.details, text);
    html("h3", "", this.details, `Edge from ${walk.nodes[edge.from].name} to ${walk.nodes[edge.to].name}`);
    line(edge.slope);
    if (!edge.flows) return line("No gradient flows here.");
    if (this.passed[i].length === 0) line("Nothing has been passed on yet.");
    for (const k of this.passed[i]) {
      const step = this.data.steps[k];
      line(`passed on: ${step.factors} = ${step.contribution}`);
    }
  }
}
