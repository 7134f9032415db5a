// The marks of the step that was done last: boxes and edges it is about, the chip, and all in view.

import { against, joined } from "./edge.js";
import { Flight } from "./flight.js";
import { isHidden } from "./quiz.js";
import { told } from "./telling.js";
import { groupOf, isEnd, isForward, isGroup, walk } from "./walk.js";

export class Marks {
  constructor(lane) {
    Object.assign(this, { lane, marked: [], edge: undefined, flight: new Flight() });
  }

  /** Forget a picture that is shown no longer. */
  forget() {
    this.marked = [];
    this.edge = undefined;
  }

  /**
   * Mark what steps are about, and bring it into view.
   *
   * milliseconds: in which the gradient of a single step goes its way, 0 for at once
   */
  show(steps, milliseconds) {
    for (const [element, name] of this.marked) element.classList.remove(name);
    this.marked = [];
    this.flight.end();
    const { picture } = this.lane;
    const passing = [...new Set(steps.flatMap((step) => picture.edgesOfStep(step)))];
    this.edge = steps.length === 1 ? passing[0] : undefined;
    picture.raise(joined(passing), passing.map(against).join(""));
    const boxes = steps.map((step) => this.markStep(step));
    this.view(passing, boxes.flat());
    this.renew();
    if (this.edge && milliseconds > 0) this.fly(steps[0], milliseconds);
  }

  markStep(step) {
    const { picture } = this.lane;
    if (isEnd(step)) return this.markGradients();
    const head = picture.boxes.get(picture.boxOf(step));
    this.mark(head, "current");
    const edges = isForward(step) ? picture.reading(picture.boxOf(step)) : picture.edgesOfStep(step);
    const tails = edges.map(({ from }) => picture.boxes.get(from));
    edges.forEach((edge) => this.mark(edge, isForward(step) ? "read" : "current"));
    tails.forEach((tail) => this.mark(tail, "operand"));
    return [head, ...tails];
  }

  // At the last stop, whatever a step of gradient descent would change.
  markGradients() {
    for (const [id, handles] of this.lane.picture.boxes) {
      const isTrained = isGroup(id)
        ? groupOf(id).parameters.some((i) => walk.nodes[i].gradient)
        : walk.nodes[id].leaf && walk.nodes[id].gradient;
      if (isTrained) this.mark(handles, "current");
    }
    return [];
  }

  mark({ element }, name) {
    element.classList.add(name);
    this.marked.push([element, name]);
  }

  view(edges, handles) {
    if (handles.length === 0) return;
    const { viewport } = this.lane;
    const boxes = handles.map(({ box }) => box);
    const [head, ...tails] = boxes;
    const sets = [[...boxes, ...edges.map(({ box }) => box)], boxes, [head, ...tails.slice(0, 1)]];
    viewport.show(...sets, edges.length > 0 ? tails.slice(0, 1) : [head]);
  }

  /** Write the chip of now. */
  renew() {
    const { picture, steps, viewport } = this.lane;
    const { chip } = picture;
    chip.show(this.edge, steps[0]);
    if (this.edge) chip.place(this.edge, viewport.window(), picture.obstacles(this.edge));
  }

  fly(step, milliseconds) {
    const { picture } = this.lane;
    const { grad } = picture.boxes.get(this.edge.from);
    if (!grad || isHidden(step)) return;
    const before = step.before === undefined ? "–" : told(step.before);
    this.flight.begin(picture.layer, this.edge, grad, { before, by: told(step.by) }, milliseconds);
  }
}
