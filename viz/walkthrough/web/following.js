// What follows a change of the leaves' numbers: boxes and edges, those in sight at once.

import { live } from "./live.js";
import { catchUp } from "./picture.js";
import { isGroup, walk } from "./walk.js";

const LATER = 150; // milliseconds without a change, until what is out of sight follows
const AT_ONCE = 100; // of these boxes and edges

export class Following {
  constructor(lane) {
    Object.assign(this, { lane, fresh: [] }); // texts that the last change has changed
    this.forget();
  }

  /** Forget a picture that is shown no longer. */
  forget() {
    this.pending = new Set(); // handles that may wait, each with what it has `late` to show
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
    this.goOn(LATER);
    return areSteps;
  }

  // What can be read follows at once; the rest of a large graph when it comes into sight, or later.
  follow(handles, task) {
    if (!handles.mayWait) {
      task();
      return;
    }
    handles.late = task;
    this.pending.add(handles);
  }

  goOn(milliseconds) {
    clearTimeout(this.timer);
    if (this.pending.size > 0) this.timer = setTimeout(() => this.followUp(), milliseconds);
  }

  followUp() {
    for (const handles of [...this.pending].slice(0, AT_ONCE)) {
      this.pending.delete(handles);
      catchUp(handles);
    }
    this.goOn(0);
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
