// The points at which the network is asked: a lattice over one or two inputs, else the samples.

export class Lattice {
  /** limits: from where to where each input is shown; n: points along each */
  constructor(limits, n, model) {
    Object.assign(this, { limits, n, model, isOfSamples: limits.length === 0 });
    if (!this.isOfSamples) this.rows = Float64Array.from(this.points().flat());
  }

  points() {
    const [across, up] = this.limits.map((limits) => ticks(limits, this.n));
    return up ? up.flatMap((y) => across.map((x) => [x, y])) : across.map((x) => [x]);
  }

  /** Ask for scores and outputs of all neurons; remember the answers. */
  ask() {
    const width = this.model.data.inputs.length;
    if (this.isOfSamples) this.rows = this.model.samples.inputs(width);
    this.count = this.rows.length / width;
    this.answers = this.model.answers(this.rows, this.count);
  }

  /** Return the answers number `from` up to before `to`. */
  slice(from, to = from + 1) {
    return this.answers.subarray(from * this.count, to * this.count);
  }
}

function ticks([low, high], n) {
  return Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
}
