// The lattice of points at which the network is asked, over the one or two inputs that are shown.

export class Lattice {
  /** limits: from where to where each input is shown; n: points along each */
  constructor(limits, n) {
    Object.assign(this, { limits, n, count: n ** limits.length });
    this.rows = limits.length ? Float64Array.from(this.points().flat()) : null;
  }

  points() {
    const [across, up] = this.limits.map((limits) => ticks(limits, this.n));
    return up ? up.flatMap((y) => across.map((x) => [x, y])) : across.map((x) => [x]);
  }

  /** Ask for scores and outputs of all neurons; remember the answers. */
  ask(trainer) {
    this.answers = trainer.answers(this.rows, this.count);
  }

  /** Return the answers number `from` up to before `to`. */
  slice(from, to = from + 1) {
    return this.answers.subarray(from * this.count, to * this.count);
  }
}

function ticks([low, high], n) {
  return Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
}
