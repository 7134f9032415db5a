// What is told of a chosen box or line: its numbers, and what it received or passed on so far.

class Details {
  constructor(lane, host) {
    this.lane = lane;
    this.host = host;
    this.chosen = null; // what it is tells itself anew after each step
  }

  choose(element, tell) {
    this.drop();
    this.chosen = { element, tell };
    element.classList.add("chosen");
    this.render();
    byId("live").textContent = this.host.innerText;
  }

  drop() {
    if (this.chosen) this.chosen.element.classList.remove("chosen");
    this.chosen = null;
    this.render();
  }

  render() {
    this.host.replaceChildren();
    if (this.chosen) this.chosen.tell();
    else html("p", "tip", this.host, folds ? "Click a folded box to see its inside, another box or an edge to see what it is made of." : "Click a box or an edge to see what it is made of.");
  }

  line(text) {
    return html("p", "", this.host, text);
  }

  list(label) {
    const list = html("ol", "", this.host);
    list.tabIndex = 0;
    list.setAttribute("aria-label", label);
    return list;
  }

  node(i) {
    const node = walk.nodes[i];
    html("h3", "", this.host, `${node.name}: ${node.role}${node.symbol ? " " + node.symbol : ""}`);
    if (node.formula) this.line(node.formula);
    this.line(`data ${this.lane.computed[i] ? minus(node.exact) : "not computed yet"}`);
    if (!node.gradient) return this.line("It requires no gradient.");
    const step = this.lane.gradient(i);
    this.line(`grad ${step === null ? "– (nothing has arrived yet)" : minus(step.exact)}`);
    const list = this.list("Contributions");
    if (i === walk.nodes.length - 1) html("li", "", list, "1, the root's derivative with respect to itself");
    this.contributions(i, list);
  }

  contributions(i, list) {
    const line = (edge, text) => html("li", "", list, `from ${this.whom(edge.to)}: ${text}`);
    for (const k of this.lane.received[i]) {
      const step = this.lane.data.steps[k];
      if (step.edge !== undefined) line(walk.edges[step.edge], `${step.factors} = ${step.contribution}`);
    }
    for (const e of users[i]) {
      if (walk.edges[e].flows && this.lane.passed[e].length === 0) line(walk.edges[e], "not yet");
    }
  }

  whom(i) {
    const isHidden = !this.lane.picture.boxes.has(i) && home.has(i);
    return walk.nodes[i].name + (isHidden ? ` in ${boxName(home.get(i))}` : "");
  }

  edge({ from, to, edges }) {
    html("h3", "", this.host, `Edge from ${boxName(from)} to ${boxName(to)}`);
    if (edges.length > 1) return this.several(edges);
    const edge = walk.edges[edges[0]];
    this.line(edge.slope);
    if (!edge.flows) return this.line("No gradient flows here.");
    const passed = this.lane.passed[edges[0]];
    if (passed.length === 0) this.line("Nothing has been passed on yet.");
    for (const k of passed) this.line(`passed on: ${this.product(k)}`);
  }

  several(edges) {
    const flowing = edges.filter((e) => walk.edges[e].flows);
    if (flowing.length === 0) return this.line("No gradient flows here.");
    const passed = flowing.flatMap((e) => this.lane.passed[e]).sort((a, b) => a - b);
    this.line(`${passed.length} of ${flowing.length} applications of the chain rule so far`);
    const list = this.list("Passed on");
    for (const k of passed) {
      const { from, to } = walk.edges[this.lane.data.steps[k].edge];
      html("li", "", list, `${walk.nodes[to].name} → ${walk.nodes[from].name}: ${this.product(k)}`);
    }
  }

  product(k) {
    const step = this.lane.data.steps[k];
    return `${step.factors} = ${step.contribution}`;
  }
}
