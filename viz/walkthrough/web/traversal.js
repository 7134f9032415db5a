// One order of steps, and how far it has come.

import { changedBy, isBackward, isForward, walk } from "./walk.js";

export class Traversal {
  constructor(data) {
    Object.assign(this, data); // title, steps, captions, diverges
    this.position = 0; // how many steps are done
    this.computed = walk.nodes.map((node) => node.leaf);
    this.received = walk.nodes.map(() => []); // the steps that reached each node so far
    this.passed = walk.uses.map(() => []); // and those that went along each use
    this.everyStop = Array.from({ length: this.steps.length + 1 }, (_, i) => i);
  }

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
    else this.received[changedBy(step)].push(i);
    if (isBackward(step)) this.passed[step.use].push(i);
  }

  undo(i) {
    const step = this.steps[i];
    if (isForward(step)) this.computed[step.node] = false;
    else this.received[changedBy(step)].pop();
    if (isBackward(step)) this.passed[step.use].pop();
  }

  /** Return the step that a node's gradient is of, nothing if none has arrived yet. */
  gradient(i) {
    return this.steps[this.received[i].at(-1)];
  }
}
