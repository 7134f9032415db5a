// One order of steps, and how far it has come.

import { at, live } from "./live.js";
import { said } from "./sentences.js";
import { told } from "./telling.js";
import { changedBy, isBackward, isForward, isSeed, ruleOf, walk } from "./walk.js";

export class Traversal {
  /** `right` is the traversal in topological order, which the naive one is compared with. */
  constructor({ title, steps }, right) {
    Object.assign(this, { title, right, all: steps, position: 0 }); // how many steps are done
    this.begin();
    this.choose();
  }

  begin() {
    this.position = 0;
    this.computed = walk.nodes.map((node) => node.leaf);
    this.received = walk.nodes.map(() => []); // the steps that reached each node so far
    this.passed = walk.uses.map(() => []); // and those that went along each use
  }

  // ---- which steps there are, as the numbers are now ----

  /** Leave out the branches that no `where` has chosen, and tell of each step what it adds to. */
  choose() {
    this.steps = [];
    this.ends = new Map(); // the place of the gradient that each node ends with
    this.needed = walk.nodes.map(() => []); // the steps that reach each node
    this.places = [0]; // how many of these steps are done when so many of all are
    this.flows = new Set(); // uses
    for (const step of this.all) {
      if (step.flows === undefined || at(step.flows) !== 0) this.add(step);
      this.places.push(this.steps.length);
    }
    this.everyStop = Array.from({ length: this.steps.length + 1 }, (_, i) => i);
    if (this.right) this.judge();
  }

  add(step) {
    if (isBackward(step)) {
      Object.assign(step, { upstream: this.ends.get(ruleOf(step)), before: this.ends.get(changedBy(step)) });
      this.flows.add(step.use);
    }
    if (changesGradient(step)) {
      this.ends.set(changedBy(step), step.after);
      step.turn = this.needed[changedBy(step)].push(this.steps.length);
    }
    this.steps.push(step);
  }

  /** Choose anew after a change of numbers; stay at the step that is shown. */
  follow() {
    const isAsBefore = !this.right && !this.all.some(({ flows }) => live.changed.has(flows));
    if (isAsBefore) return false;
    const { step } = this;
    const place = step ? this.all.indexOf(step) + 1 : 0;
    const before = this.steps;
    this.choose();
    const isSame = before.length === this.steps.length && before.every((old, i) => old === this.steps[i]);
    if (isSame) return false;
    this.begin();
    this.goTo(this.places[place]);
    return true;
  }

  // ---- what is wrong in the naive order ----

  judge() {
    const { ends } = this.right;
    const passed = new Set();
    const astray = new Map(); // what was wrong last
    const diverging = [...ends.keys()].filter((node) => !same(this.ends.get(node), ends.get(node)));
    for (const step of this.steps.filter(isBackward)) {
      const isEarly = !same(step.upstream, ends.get(ruleOf(step)));
      step.fault = passed.has(step.use) ? "again" : isEarly ? "early" : "";
      passed.add(step.use);
      if (step.fault && diverging.includes(changedBy(step))) astray.set(changedBy(step), step.fault);
      step.wrong = astray.get(changedBy(step)) || "";
    }
    this.diverges = 1 + this.steps.findIndex((step) => step.wrong);
    this.verdict = this.verdictOf(diverging.sort((a, b) => b - a));
  }

  verdictOf(diverging) {
    if (diverging.length === 0) return said("agree");
    const numberOf = (place) => (place === undefined ? "–" : told(place));
    const instead = diverging.map((node) => said("instead", {
      node: walk.nodes[node].name,
      naive: numberOf(this.ends.get(node)),
      right: numberOf(this.right.ends.get(node)),
    }));
    return said("diverge", { instead: instead.join(", ") });
  }

  // ---- moving ----

  /** Return the step that was done last, nothing at the start. */
  get step() {
    return this.steps[this.position - 1];
  }

  /** Take steps or undo them until so many are done; return them. */
  goTo(end) {
    const [low, high] = [Math.min(this.position, end), Math.max(this.position, end)];
    while (this.position < end) this.take(this.position++);
    while (this.position > end) this.undo(--this.position);
    return this.steps.slice(low, high);
  }

  take(i) {
    const step = this.steps[i];
    if (isForward(step)) this.computed[step.node] = true;
    if (changesGradient(step)) this.received[changedBy(step)].push(i);
    if (isBackward(step)) this.passed[step.use].push(i);
  }

  undo(i) {
    const step = this.steps[i];
    if (isForward(step)) this.computed[step.node] = false;
    if (changesGradient(step)) this.received[changedBy(step)].pop();
    if (isBackward(step)) this.passed[step.use].pop();
  }

  /** Return the step that a node's gradient is of, nothing if none has arrived yet. */
  gradient(i) {
    return this.steps[this.received[i].at(-1)];
  }

  /** Tell whether all has arrived at a node that will. */
  isComplete(i) {
    return this.received[i].length === this.needed[i].length;
  }
}

const changesGradient = (step) => isBackward(step) || isSeed(step);

/** Two numbers are the same, nan and nan too. */
const same = (a, b) => a !== undefined && b !== undefined && (at(a) === at(b) || (Number.isNaN(at(a)) && Number.isNaN(at(b))));
