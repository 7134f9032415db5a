// Samples in the hand: what pointer and keys do to them on a picture with axes.

const NEAR = 9; // pixels between the pointer and a sample that it takes
const STEPS = 40; // of the cursor, from one side to the other

export class Pen {
  /**
   * board    whose area takes the focus
   * samples  those that may be moved
   * edit     add(numbers), move(i, numbers), remove(i), say(text)
   */
  constructor(board, samples, edit) {
    const { area: host } = board;
    Object.assign(this, { board, host, samples, edit, held: null, cursor: null });
    host.addEventListener("pointerdown", (event) => this.press(event));
    host.addEventListener("pointermove", (event) => this.drag(event));
    host.addEventListener("pointerup", (event) => this.release(event));
    host.addEventListener("pointercancel", () => (this.held = null));
    host.addEventListener("keydown", (event) => this.key(event));
    host.addEventListener("blur", () => this.point(null));
  }

  at({ clientX, clientY }) {
    const box = this.host.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  /** Return the sample next to a place, -1 if none is near. */
  nearest({ x, y }) {
    let best = -1, least = NEAR;
    for (let i = 0; i < this.samples.n; i++) {
      const there = this.board.toPixel(this.board.shownOf(this.samples.row(i)));
      const away = Math.hypot(there.x - x, there.y - y);
      if (away <= least) [best, least] = [i, away];
    }
    return best;
  }

  isInside({ x, y }) {
    return x >= 0 && y >= 0 && x <= this.host.clientWidth && y <= this.host.clientHeight;
  }

  press(event) {
    if (event.button !== 0) return;
    this.held = { sample: this.nearest(this.at(event)), start: this.at(event), hasMoved: false };
    this.host.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const place = this.at(event), { start } = this.held;
    if (Math.hypot(place.x - start.x, place.y - start.y) > 3) this.held.hasMoved = true;
    if (this.held.hasMoved && this.held.sample >= 0) this.edit.move(this.held.sample, this.board.toNumbers(place));
  }

  release(event) {
    if (!this.held) return;
    const place = this.at(event), { sample, hasMoved } = this.held;
    this.held = null;
    if (sample >= 0 && hasMoved && !this.isInside(place)) this.edit.remove(sample);
    else if (sample < 0 && !hasMoved && this.isInside(place)) this.edit.add(this.board.toNumbers(place));
  }

  key(event) {
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const actions = { Enter: () => this.edit.add(this.board.toNumbers(this.cursor)), Delete: () => this.take(), Backspace: () => this.take() };
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!Object.hasOwn(steps, event.key) && !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!this.cursor) this.point({ x: width / 2, y: height / 2 });
    if (Object.hasOwn(actions, event.key)) return actions[event.key]();
    const [dx, dy] = steps[event.key];
    const within = (z, most) => Math.min(Math.max(z, 0), most);
    this.point({
      x: within(this.cursor.x + (dx * width) / STEPS, width), y: within(this.cursor.y + (dy * height) / STEPS, height),
    });
  }

  point(cursor) {
    this.cursor = cursor;
    this.board.point(cursor);
  }

  take() {
    const sample = this.nearest(this.cursor);
    if (sample >= 0) this.edit.remove(sample);
    else this.edit.say("no sample is near the cursor");
  }
}
