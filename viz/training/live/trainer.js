// Training: the programs of a model, and the numbers that they move. Nothing here knows a page.

import { Machine } from "../../../engine/program/machine.js";
import { Batches } from "./batches.js";
import { Generator } from "../../web/generator.js";
import { Rule } from "./rule.js";
import { Samples } from "./samples.js";

const REMEDY = "try a smaller learning rate, or inputs scaled to about 1";

export class Trainer {
  /** data: what `live_data` of viz/training wrote */
  constructor(data) {
    const width = data.inputs.length + data.labelWidth;
    this.data = data;
    this.machines = Object.fromEntries(
      Object.entries(data.programs).map(([name, program]) => [name, new Machine(program)]));
    this.rules = data.rules.map((rule) => new Rule(rule));
    this.rule = this.rules[0];
    this.samples = new Samples(data.rows, width);
    this.held = new Samples(data.test, width);
    this.batches = new Batches(data.seed);
    this.movable = data.numbers.map((_, i) => i).filter((i) => data.moved[i]);
    this.trained = this.movable.filter((i) => data.reached[i]);
    Object.assign(this, { l2: data.l2, batch: data.batch, seed: data.seed });
    this.reset();
  }

  /** Go back to the model's own weights. */
  reset() {
    this.begin(Float64Array.from(this.data.numbers));
    if (this.rule === this.rules[0]) this.states = this.data.states.map((column) => Float64Array.from(column));
  }

  /** Draw new weights, each in the bounds that its neuron begins in; what is no neuron's stays. */
  randomize(seed) {
    const generator = new Generator(seed);
    this.begin(Float64Array.from(this.data.numbers, (number, i) => {
      const bound = this.data.bounds[i];
      return bound === null ? number : generator.between(-bound, bound);
    }));
  }

  begin(numbers) {
    this.numbers = numbers;
    this.gradients = new Float64Array(numbers.length).fill(NaN);
    this.states = this.rule.begin(numbers.length);
    this.batches.restart(this.seed);
    Object.assign(this, { steps: 0, loss: NaN, accuracy: NaN, fault: "" });
  }

  choose(name) {
    this.rule = this.rules.find((rule) => rule.name === name);
    this.states = this.rule.begin(this.numbers.length);
  }

  /** Put other weights in the place of these; the steps go on counting. */
  replace(numbers) {
    this.numbers = Float64Array.from(numbers);
    this.fault = "";
  }

  /** The parameters that a step moves, as `fit` moves those that its loss depends on. */
  get places() {
    return this.l2 > 0 ? this.movable : this.trained;
  }

  /** Make a step; return whether all numbers stayed finite. If not, nothing has moved. */
  step() {
    const { numbers, n } = this.batches.take(this.samples, this.batch);
    if (n === 0) return this.fail("there are no samples to train on");
    const means = this.machines.step.run(this.numbers, numbers, n);
    const count = this.numbers.length;
    const gradients = means.slice(1, count + 1);
    const loss = this.penalized(means[0], gradients);
    if (!Number.isFinite(loss)) return this.fail(`the loss became ${words(loss)}`);
    if (!gradients.every(Number.isFinite)) return this.fail("a gradient stopped being finite");
    const after = this.rule.move(this.places, this.numbers, gradients, this.states);
    if (after === null) return this.fail("a weight would stop being finite");
    const accuracy = this.data.countsRight ? means[count + 1] : NaN;
    Object.assign(this, after, { loss, accuracy, gradients, fault: "" });
    this.steps++;
    return true;
  }

  fail(reason) {
    this.fault = `step ${this.steps + 1}: ${reason}; ${REMEDY}`;
    return false;
  }

  /** Add the slopes of the L2 penalty to the gradients; return the loss with the penalty. */
  penalized(loss, gradients) {
    if (this.l2 === 0) return loss;
    const count = this.numbers.length;
    const pairs = new Float64Array(2 * count).fill(this.l2);
    for (let i = 0; i < count; i++) pairs[2 * i] = this.numbers[i];
    const added = this.machines.penalty.columns([], pairs, count);
    let total = 0;
    for (let i = 0; i < count; i++) {
      total += added[i];
      if (this.data.moved[i]) gradients[i] += added[count + i];
    }
    return loss + total;
  }

  /** Return loss and accuracy of samples, without the penalty. */
  measure(samples) {
    if (samples.n === 0) return { loss: NaN, accuracy: NaN };
    const [loss, accuracy] = this.machines.measure.run(this.numbers, samples.numbers, samples.n);
    return { loss, accuracy: this.data.countsRight ? accuracy : NaN };
  }

  /** Return what the model is like after its steps, without the penalty: a point of the history. */
  look() {
    const { loss, accuracy } = this.measure(this.samples), held = this.measure(this.held);
    return { step: this.steps, loss, accuracy, heldLoss: held.loss, heldAccuracy: held.accuracy };
  }

  /** Return scores and outputs of neurons for n rows of inputs: number k of row r at k * n + r. */
  answers(rows, n) {
    return this.machines.answers.columns(this.numbers, rows, n);
  }

  weights() {
    return Object.fromEntries(this.data.names.map((name, i) => [name, this.numbers[i]]));
  }
}

function words(number) {
  return Number.isNaN(number) ? "no number" : "infinite";
}
