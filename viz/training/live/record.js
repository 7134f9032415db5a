// The record of a run: parameters and gradients of the steps that are shown, all losses.

export class Record {
  constructor({ shown, loss, accuracy, exact, parameters, gradients, scores }) {
    Object.assign(this, { shown, loss, position: 0 });
    this.accuracy = accuracy.map((share) => (share === null ? NaN : share));
    this.parameters = new (exact ? Float64Array : Float32Array)(bytes(parameters));
    this.gradients = new Float32Array(bytes(gradients));
    this.scores = scores ? new Float32Array(bytes(scores)) : null;
  }

  get last() {
    return this.shown.length - 1;
  }

  /** How many steps the run had; what came of the last was not recorded. */
  get count() {
    return this.loss.length;
  }

  /** The steps that had been made when this was seen. */
  get steps() {
    return this.shown[this.position];
  }

  /** Put what a recorded step saw into the model. */
  show(model, position) {
    this.position = Math.min(Math.max(position, 0), this.last);
    model.begin(Float64Array.from(this.partOf(this.parameters)));
    Object.assign(model, {
      steps: this.steps, gradients: Float64Array.from(this.partOf(this.gradients)),
      loss: this.loss[this.steps], accuracy: this.accuracy[this.steps],
      scores: this.scores ? this.partOf(this.scores) : null,
    });
  }

  partOf(numbers) {
    const length = numbers.length / this.shown.length;
    return numbers.subarray(this.position * length, (this.position + 1) * length);
  }

  /** Return what the curves show; the samples held out are measured now, where the model can be. */
  points(model) {
    const points = this.loss.map((loss, step) => ({ step, loss, accuracy: this.accuracy[step] }));
    if (model.held.n) {
      this.shown.forEach((step, position) => {
        this.show(model, position);
        const { loss, accuracy } = model.measure(model.held);
        Object.assign(points[step], { heldLoss: loss, heldAccuracy: accuracy });
      });
    }
    return points;
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}
