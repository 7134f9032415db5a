// The record of a run: parameters and gradients of the steps that are shown, all losses.

const PACE = 100; // milliseconds that a step stays while it plays

export class Record {
  constructor({ shown, loss, accuracy, parameters, gradients }, count) {
    Object.assign(this, { shown, loss, accuracy, count, position: 0, movedAt: 0 });
    this.parameters = new Float64Array(bytes(parameters));
    this.gradients = new Float32Array(bytes(gradients));
  }

  get last() {
    return this.shown.length - 1;
  }

  /** The steps that had been made when this was seen. */
  get steps() {
    return this.shown[this.position] - 1;
  }

  /** Put what a recorded step saw into the trainer. */
  show(trainer, position) {
    this.position = Math.min(Math.max(position, 0), this.last);
    const from = this.position * this.count, to = from + this.count;
    trainer.begin(this.parameters.slice(from, to));
    const accuracy = this.accuracy[this.steps];
    Object.assign(trainer, {
      steps: this.steps, gradients: Float64Array.from(this.gradients.subarray(from, to)),
      loss: this.loss[this.steps], accuracy: accuracy === null ? NaN : accuracy,
    });
  }

  /** Go on by a step if it is time; return whether there is one to come. */
  play(trainer, now) {
    if (now - this.movedAt < PACE) return true;
    if (this.position === this.last) return false;
    this.movedAt = now;
    this.show(trainer, this.position + 1);
    return true;
  }

  /** Return what the curves show: loss and accuracy as recorded, the samples held out measured now. */
  points(trainer) {
    const all = this.loss.map((loss, i) => ({ step: i + 1, loss, accuracy: this.accuracy[i] === null ? NaN : this.accuracy[i] }));
    const held = this.shown.map((step, position) => {
      this.show(trainer, position);
      const { loss, accuracy } = trainer.measure(trainer.held);
      return { step, heldLoss: loss, heldAccuracy: accuracy };
    });
    return { all, held };
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}
