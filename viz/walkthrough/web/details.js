// What is told of a chosen box or edge: its numbers, and what it received or passed on so far.

import { byId, html } from "../../web/dom.js";
import { computed, slopeInFull } from "./caption.js";
import { linesOf } from "./chip.js";
import { hides, isHidden } from "./quiz.js";
import { Names, around } from "./screen.js";
import { equal, said } from "./sentences.js";
import { exactly } from "./telling.js";
import { boxName, folds, isBackward, isComparison, readsBy, usesOf, walk } from "./walk.js";

const TIP = folds
  ? "Click a folded box to see its inside, another box or an edge to see what it is made of."
  : "Click a box or an edge to see what it is made of.";

export class Details {
  constructor(lane, host) {
    this.lane = lane;
    this.host = host;
    this.chosen = null; // what it is tells itself anew after each step
  }

  chooseNode(element, i) {
    this.choose(element, () => this.tellNode(i));
  }

  chooseEdge(edge) {
    this.choose(edge.element, () => this.tellEdge(edge));
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

  /** Tell anew of what is chosen. */
  renew() {
    if (this.chosen) this.render();
  }

  render() {
    this.host.replaceChildren();
    if (this.chosen) this.chosen.tell();
    else html("p", { class: "tip" }, this.host, TIP);
  }

  line(text) {
    html("p", {}, this.host, text);
  }

  list(label) {
    return html("ol", { tabindex: 0, "aria-label": label }, this.host);
  }

  tellNode(i) {
    const { traversal } = this.lane;
    const node = walk.nodes[i];
    html("h3", {}, this.host, `${node.name}: ${node.role}${node.symbol ? " " + node.symbol : ""}`);
    const names = new Names(this.lane.picture, around(i));
    const formula = names.filled(node);
    if (formula) this.line(equal(names.quoted(i), formula));
    this.line(`data ${traversal.computed[i] ? exactly(node.data) : "not computed yet"}`);
    if (node.op === "where" && traversal.computed[i]) this.line(computed(i, names));
    if (!node.gradient) {
      this.line("It requires no gradient.");
      return;
    }
    if (isComparison(i)) {
      this.line(said("compared"));
      return;
    }
    const step = traversal.gradient(i);
    if (hides(traversal, i)) this.line("grad ?");
    else this.line(`grad ${step ? exactly(step.after) : `– (${noneYet(i, traversal)})`}`);
    this.tellContributions(i, traversal);
  }

  tellContributions(i, traversal) {
    const list = this.list("Contributions");
    const names = new Names(this.lane.picture, usesOf[i].map((k) => walk.uses[k].to));
    const tell = (use, text) => html("li", {}, list, `from ${names.of(use.to)}: ${text}`);
    if (i === walk.nodes.length - 1) html("li", {}, list, "1, the root's derivative with respect to itself");
    for (const k of traversal.received[i]) {
      const step = traversal.steps[k];
      if (isBackward(step)) tell(walk.uses[step.use], product(step));
    }
    for (const k of usesOf[i]) {
      if (traversal.flows.has(k) && traversal.passed[k].length === 0) tell(walk.uses[k], "not yet");
    }
  }

  tellEdge({ from, to, uses }) {
    html("h3", {}, this.host, `Edge from ${boxName(from)} to ${boxName(to)}`);
    if (uses.length > 1) this.tellSeveral(uses);
    else this.tellUse(uses[0]);
  }

  tellUse(k) {
    const { passed, steps, flows } = this.lane.traversal;
    const isAsked = passed[k].some((i) => isHidden(steps[i]));
    if (flows.has(k) && !isAsked) this.line(slopeInFull(k, new Names(this.lane.picture, around(walk.uses[k].to))));
    if (!flows.has(k)) this.line(`No gradient flows here: ${obstacle(k)}.`);
    else if (passed[k].length === 0) this.line("Nothing has been passed on yet.");
    for (const i of passed[k]) this.line(`passed on: ${product(steps[i])}`);
  }

  tellSeveral(uses) {
    const { passed, steps, flows } = this.lane.traversal;
    const flowing = uses.filter((k) => flows.has(k));
    if (flowing.length === 0) {
      this.line("No gradient flows here.");
      return;
    }
    const taken = flowing.flatMap((k) => passed[k]).sort((a, b) => a - b);
    this.line(`${taken.length} of ${flowing.length} applications of the chain rule so far`);
    const list = this.list("Passed on");
    for (const i of taken) html("li", {}, list, product(steps[i]));
  }
}

/** Say why a node has no gradient. */
function noneYet(i, { needed, flows }) {
  if (needed[i].length > 0) return "nothing has arrived yet";
  const reasons = usesOf[i].filter((k) => !flows.has(k)).map(obstacle);
  return `nothing will arrive: ${[...new Set(reasons)].join("; ")}`;
}

/** Say why no gradient flows along a use. */
function obstacle(k) {
  const { from, to } = walk.uses[k];
  if (!walk.nodes[from].gradient) return `${walk.nodes[from].name} requires none`;
  if (isComparison(to)) return "no gradient passes a comparison";
  if (walk.nodes[to].op === "where") {
    return k === readsBy[to][0] ? "no gradient passes a condition" : "the other branch is taken";
  }
  return "none comes this far";
}

const product = (step) => linesOf(step).join(" ");
