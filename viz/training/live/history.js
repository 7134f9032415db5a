// What a training was like after each of its steps, thinned out so that any number can be drawn.

const MOST = 400; // points that are kept

export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.points = [];
    this.end = 0; // the step that the axis leads to, where points end before it
  }

  /** Add { step, loss, accuracy, heldLoss, heldAccuracy }; the first and the last always stay. */
  add(point) {
    const { points } = this;
    if (points.length && points[points.length - 1].step === point.step) points.pop();
    if (points.length >= MOST) this.points = points.filter((_, i) => i % 2 === 0);
    this.points.push(point);
  }

  /** Forget what came after so many steps. */
  cut(steps) {
    this.points = this.points.filter(({ step }) => step <= steps);
    this.end = 0;
  }

  /** Return [step, number] for all points that have a number of that name. */
  series(name) {
    return this.points.filter((point) => Number.isFinite(point[name])).map((point) => [point.step, point[name]]);
  }
}
