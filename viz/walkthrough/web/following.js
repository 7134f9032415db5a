// What follows a change of the leaves' numbers: boxes and edges, those in sight at once.

import { live } from "./live.js";
import { isGroup, walk } from "./walk.js";

const AT_ONCE = 100; // boxes and edges out of sight

export class Following {
  constructor(lane) {
    Object.assign(this, { lane, fresh: [] }); // texts that the last change has changed
    this.forget();
  }

  /** Forget a picture that is shown no longer. */
  forget() {
    this.pending = new Map(); // {handles out of sight: what they have to show}
  }

  /** Show the numbers of now; tell whether other steps are taken. */
  refresh() {
    const { picture, traversal } = this.lane;
    this.unmark();
    const areSteps = traversal.follow();
    const boxes = [...picture.boxes.keys()].filter((id) => areSteps || this.isStale(id));
    const edges = picture.edges.filter((edge) => areSteps || isStaleEdge(edge));
    for (const id of boxes) this.follow(picture.boxes.get(id), () => this.refreshBox(id));
    for (const edge of edges) this.follow(edge, () => this.lane.renderEdge(edge));
    this.goOn();
    return areSteps;
  }

  // What is in sight follows at once, the rest of a large graph a little later.
  follow(handles, task) {
    this.pending.delete(handles);
    if (handles.isAway) this.pending.set(handles, task);
    else task();
  }

  goOn() {
    clearTimeout(this.timer);
    if (this.pending.size > 0) this.timer = setTimeout(() => this.followUp());
  }

  followUp() {
    for (const [handles, task] of [...this.pending].slice(0, AT_ONCE)) {
      this.pending.delete(handles);
      task();
    }
    this.goOn();
  }

  isStale(id) {
    if (isGroup(id)) return true;
    const step = this.lane.traversal.gradient(id);
    return live.changed.has(walk.nodes[id].data) || (step && (live.changed.has(step.after) || step.fault));
  }

  refreshBox(id) {
    const { value, grad, cells = [] } = this.lane.picture.boxes.get(id);
    const texts = [value, grad, ...cells].filter(Boolean);
    const before = texts.map((text) => text.textContent);
    this.lane.renderBox(id);
    texts.forEach((text, k) => {
      if (text.textContent === before[k]) return;
      text.classList.add("changed");
      this.fresh.push(text);
    });
  }

  /** Underline no number any longer. */
  unmark() {
    for (const text of this.fresh) text.classList.remove("changed");
    this.fresh = [];
  }
}

function isStaleEdge({ to, uses }) {
  const isChoice = !isGroup(to) && walk.nodes[to].op === "where"; // which may take the other branch
  return isChoice || (uses.length === 1 && live.changed.has(walk.uses[uses[0]].local));
}
