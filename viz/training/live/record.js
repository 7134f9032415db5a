// The record of a run: parameters and gradients of the steps that are shown, all losses.

const PACE = 100; // milliseconds that a step stays while it plays

export class Record {
  /** count: of the parameters */
  constructor({ shown, loss, accuracy, exact, parameters, gradients, scores }, count) {
    Object.assign(this, { shown, loss, count, position: 0, movedAt: 0 });
    this.accuracy = accuracy.map((share) => (share === null ? NaN : share));
    this.parameters = new (exact ? Float64Array : Float32Array)(bytes(parameters));
    this.gradients = new Float32Array(bytes(gradients));
    this.scores = scores ? new Float32Array(bytes(scores)) : null;
  }

  get last() {
    return this.shown.length - 1;
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

  /** Go on by a step if it is time; return whether there is one to come. */
  play(model, now) {
    if (now - this.movedAt < PACE) return true;
    if (this.position === this.last) return false;
    this.movedAt = now;
    this.show(model, this.position + 1);
    return true;
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
