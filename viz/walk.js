"use strict";
// The page of a walk. It computes no number: steps, sums and sentences stand in the data.
// Labels reach the page as text nodes only.
(() => {
  const walk = JSON.parse(document.getElementById("walk").textContent);
  const byId = (id) => document.getElementById(id);
  const LEAST_SCALE = 0.7; // of the first view; a larger graph is shown in part and followed
  const MOST_SCALE = 1.5;
  const MILLISECONDS = 1200; // of a step at speed 1

  const minus = (text) => text.replaceAll("-", "−");

  function html(name, className, parent, text = "") {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    parent.append(element);
    return element;
  }

  function svg(name, attributes, parent, text = "") {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text) element.append(text);
    parent.append(element);
    return element;
  }

  // ---- the graph ----

  const SHAPES = {
    constant: ([x, y, w, h]) => `M${x} ${y + h / 2}a${w / 2} ${h / 2} 0 1 0 ${w} 0a${w / 2} ${h / 2} 0 1 0 ${-w} 0z`,
    input: ([x, y, w, h]) => `M${x} ${y}h${w}v${h}h${-w}z`,
    parameter: ([x, y, w, h]) => `M${x} ${y}h${w - 8}l8 8v${h - 8}h${-w}z`,
    operation: (box) => rounded(box, 8),
    result: (box) => rounded(box, 8),
  };
  const INNER = {
    parameter: ([x, y, w]) => `M${x + w - 8} ${y}v8h8`,
    result: ([x, y, w, h]) => rounded([x + 3, y + 3, w - 6, h - 6], 6),
  };

  function rounded([x, y, w, h], r) {
    const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}z`;
  }

  function drawNode(node, parent) {
    const [x, y, w, h] = node.box;
    const group = svg("g", { class: `node ${node.role}${node.leaf ? " leaf" : ""}`, tabindex: 0, role: "button" }, parent);
    svg("path", { class: "ring", d: rounded([x - 4, y - 4, w + 8, h + 8], 11) }, group);
    svg("path", { class: "shape", d: SHAPES[node.role](node.box) }, group);
    if (INNER[node.role]) svg("path", { class: "inner", d: INNER[node.role](node.box) }, group);
    const view = { group };
    const middle = x + w / 2;
    if (node.role === "constant") {
      svg("text", { class: "head", x: middle, y: y + h / 2 + 3.5 }, group, node.name);
      return view;
    }
    const head = svg("text", { class: "head" + (node.long ? " small" : ""), x: middle, y: y + 17 }, group);
    if (node.symbol) svg("tspan", { class: "op" }, head, node.symbol);
    svg("tspan", { class: "named" }, head, (node.symbol ? " " : "") + node.short);
    svg("text", { class: "key", x: x + 8, y: y + 34 }, group, "data");
    view.value = svg("text", { class: "value", x: x + w - 8, y: y + 34 }, group);
    if (node.gradient) {
      svg("text", { class: "key", x: x + 8, y: y + 50 }, group, "grad");
      view.grad = svg("text", { class: "grad", x: x + w - 8, y: y + 50 }, group);
    }
    return view;
  }

  function drawEdge(edge, parent) {
    const group = svg("g", { class: "edge", tabindex: 0, role: "button" }, parent);
    svg("path", { class: "line", d: edge.path }, group);
    svg("path", { class: "hit", d: edge.path }, group);
    svg("path", { class: "arrow", d: "M0 0L-11 -3.8V3.8z", transform: `translate(${edge.tip}) rotate(${edge.angle})` }, group);
    const [x, y] = edge.label;
    return { group, local: svg("text", { x, y: y + 3.5 }, group) };
  }

  // ---- a lane: one walk with its graph, its caption and what is told of a chosen box or edge ----

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
      group.addEventListener("focus", () => { path(true); this.view.show(this.boxOf(kind, i)); });
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
      if (!edge) return this.view.show(walk.nodes[step.node].box);
      this.mark(this.nodes[edge.from].group, "operand");
      this.mark(this.edges[step.edge].group, "current");
      this.renderChip(edge, step);
      this.view.show(this.boxOf("edge", step.edge), walk.nodes[edge.from].box, walk.nodes[edge.to].box);
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
      if (node.formula) line(`${node.quoted} = ${node.formula}`);
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

  // ---- pan and zoom ----

  class View {
    constructor(canvas, layer) {
      Object.assign(this, { canvas, layer, x: 0, y: 0, scale: 1, pointers: new Map(), dragged: false });
      canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      canvas.addEventListener("pointerdown", (event) => this.down(event));
      window.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel"]) {
        window.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
      }
    }

    measure() {
      this.width = this.canvas.clientWidth;
      const fitting = Math.min(MOST_SCALE, this.width / walk.width);
      const scale = Math.max(LEAST_SCALE, fitting);
      this.height = Math.min(Math.max(170, walk.height * scale), Math.max(220, window.innerHeight * 0.62));
      this.canvas.setAttribute("height", this.height);
    }

    first() {
      this.measure();
      this.fit(LEAST_SCALE);
    }

    fit(least = 0) {
      const whole = Math.min(MOST_SCALE, this.width / walk.width, this.height / walk.height);
      this.scale = Math.max(whole, least);
      this.x = Math.max(0, (this.width - walk.width * this.scale) / 2);
      this.y = (this.height - walk.height * this.scale) / 2;
      if (whole < least && walk.height * this.scale > this.height) this.y = 0;
      this.apply();
    }

    apply() {
      this.layer.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.scale})`);
    }

    zoom(factor, x = this.width / 2, y = this.height / 2) {
      const scale = Math.min(4, Math.max(0.03, this.scale * factor));
      this.x = x - (x - this.x) * (scale / this.scale);
      this.y = y - (y - this.y) * (scale / this.scale);
      this.scale = scale;
      this.apply();
    }

    // Move so that the boxes are in view; the first of them if not all fit.
    show(...boxes) {
      const all = [this.extent(boxes), this.extent(boxes.slice(0, 1))];
      const fits = all.find(([l, t, r, b]) => (r - l) * this.scale <= this.width && (b - t) * this.scale <= this.height);
      const [left, top, right, bottom] = fits || all[1];
      this.x += this.shift(this.x + left * this.scale, this.x + right * this.scale, this.width);
      this.y += this.shift(this.y + top * this.scale, this.y + bottom * this.scale, this.height);
      this.apply();
    }

    extent(boxes) {
      return [
        Math.min(...boxes.map(([x]) => x)) - 8,
        Math.min(...boxes.map(([, y]) => y)) - 8,
        Math.max(...boxes.map(([x, , w]) => x + w)) + 8,
        Math.max(...boxes.map(([, y, , h]) => y + h)) + 8,
      ];
    }

    shift(low, high, size) {
      return low >= 0 && high <= size ? 0 : size / 2 - (low + high) / 2;
    }

    wheel(event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = this.canvas.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY * 0.0025), event.clientX - left, event.clientY - top);
    }

    down(event) {
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.dragged = false;
      this.travelled = 0;
    }

    move(event) {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...this.pointers].find(([id]) => id !== event.pointerId);
      this.pointers.set(event.pointerId, now);
      this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (this.travelled < 4) return;
      this.dragged = true;
      if (other) this.pinch(before, now, other[1]);
      else this.pan(now.x - before.x, now.y - before.y);
    }

    pan(dx, dy) {
      this.x += dx;
      this.y += dy;
      this.apply();
    }

    pinch(before, now, other) {
      const { left, top } = this.canvas.getBoundingClientRect();
      const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      this.zoom(apart(now) / apart(before), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
    }
  }

  // ---- the player ----

  const users = walk.nodes.map(() => []); // the edges that leave each node
  walk.edges.forEach((edge, i) => users[edge.from].push(i));

  const host = byId("lanes");
  const lanes = walk.walks.map((data) => new Lane(data, host));
  let position = 0;
  let timer = null;

  const shown = () => (byId("compare").checked ? lanes : lanes.slice(0, 1));
  const last = () => Math.max(...shown().map((lane) => lane.data.steps.length));

  function go(target) {
    position = Math.min(Math.max(target, 0), last());
    shown().forEach((lane) => lane.go(position));
    const slider = byId("slider");
    const captions = shown().map((lane) => lane.data.captions[lane.position]);
    slider.value = position;
    slider.setAttribute("aria-valuetext", `${position} of ${last()}: ${captions[0][0]}`);
    byId("count").textContent = `${position} / ${last()}`;
    byId("live").textContent = captions.map(([heading, words, lines]) => `${heading}. ${words} ${lines[0] || ""}`).join(" ");
    for (const id of ["start", "back"]) byId(id).setAttribute("aria-disabled", position === 0);
    for (const id of ["end", "forward"]) byId(id).setAttribute("aria-disabled", position === last());
    if (position === last()) pause();
  }

  function step(by) {
    pause();
    go(position + by);
  }

  function jump(target) {
    pause();
    go(target);
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    showPlaying();
  }

  function play() {
    if (position === last()) go(0);
    clearInterval(timer);
    timer = setInterval(() => go(position + 1), MILLISECONDS / Number(byId("speed").value));
    showPlaying();
  }

  function showPlaying() {
    document.body.classList.toggle("playing", timer !== null);
    byId("play").setAttribute("aria-label", timer === null ? "Play" : "Pause");
  }

  function compare() {
    const both = byId("compare").checked;
    host.className = both ? "both" : "single";
    lanes.forEach((lane, i) => {
      lane.section.hidden = !both && i > 0;
      lane.title.hidden = !both;
    });
    byId("verdict").hidden = !both && lanes.length > 1;
    byId("slider").max = last();
    resize();
    shown().forEach((lane) => lane.attach());
    go(position);
  }

  // A graph that fits the whole width but not what a panel beside it leaves has the panel below.
  function isWide() {
    const width = host.clientWidth;
    return (width - 332) / walk.width < 0.85 && width / walk.width >= LEAST_SCALE;
  }

  function resize() {
    host.classList.toggle("wide", isWide());
    shown().forEach((lane) => lane.view.first());
  }

  const KEYS = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => jump(0),
    End: () => jump(last()),
    " ": () => (timer === null ? play() : pause()),
  };

  function key(event) {
    const native = event.target.closest("input, select, textarea, summary");
    const pressed = event.key === " " && event.target.closest("button");
    if (native || pressed || event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  }

  byId("start").addEventListener("click", KEYS.Home);
  byId("back").addEventListener("click", KEYS.ArrowLeft);
  byId("play").addEventListener("click", KEYS[" "]);
  byId("forward").addEventListener("click", KEYS.ArrowRight);
  byId("end").addEventListener("click", KEYS.End);
  byId("slider").addEventListener("input", (event) => jump(Number(event.target.value)));
  byId("speed").addEventListener("change", () => timer !== null && play());
  byId("compare").addEventListener("change", compare);
  document.addEventListener("keydown", key);
  window.addEventListener("resize", resize);

  byId("verdict").prepend(walk.verdict);
  const parts = lanes.length > 1 ? walk.walks[1].parts : 0;
  byId("parts").hidden = parts === 0;
  byId("parts").addEventListener("click", () => jump(parts));
  byId("compare-label").hidden = lanes.length === 1;
  byId("compare").checked = walk.compare && lanes.length > 1;
  compare();
})();
