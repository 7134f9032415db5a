// What the steps of a training saw, thinned out so that any number of them can be drawn.

const MOST = 1200; // points that are kept

export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.points = [];
    this.heldPoints = [];
    this.stride = 1;
  }

  /** Add what a step saw; every so many steps one stays. */
  add(point) {
    if (point.step % this.stride) return;
    this.points.push(point);
    if (this.points.length < MOST) return;
    this.stride *= 2;
    this.points = this.points.filter(({ step }) => step % this.stride === 0);
  }

  /** Add what the samples held out were like after a step. */
  addHeld(point) {
    this.heldPoints.push(point);
    if (this.heldPoints.length >= MOST) this.heldPoints = this.heldPoints.filter((_, i) => i % 2);
  }

  /** Forget what came after so many steps. */
  cut(steps) {
    this.points = this.points.filter(({ step }) => step <= steps);
    this.heldPoints = this.heldPoints.filter(({ step }) => step <= steps);
  }

  /** Return [step, number] for all points that have a number of that name. */
  series(name) {
    return [...this.points, ...this.heldPoints].filter((point) => Number.isFinite(point[name])).map((point) => [point.step, point[name]]);
  }
}
