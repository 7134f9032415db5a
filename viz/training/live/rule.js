// An optimizer: its update is a program, which moves each parameter by itself.

import { Machine } from "../../../engine/program/machine.js";

export class Rule {
  constructor({ name, settings, bounds, initial, program }) {
    Object.assign(this, { name, bounds, initial });
    this.settings = { ...settings };
    this.machine = new Machine(program);
  }

  /** Return the states of parameters that were not moved yet: for each kind of number an array. */
  begin(count) {
    return this.initial.map((number) => new Float64Array(count).fill(number));
  }

  /**
   * Return the new numbers and states of the parameters at some places, all others as they are;
   * null if a number is not finite.
   */
  move(places, numbers, gradients, states) {
    const count = places.length;
    if (count === 0) return { numbers, states };
    const moved = this.machine.columns([], this.rows(places, [numbers, gradients, ...states]), count);
    const after = [numbers, ...states].map((array, k) => {
      const changed = array.slice();
      for (let r = 0; r < count; r++) changed[places[r]] = moved[k * count + r];
      return changed;
    });
    if (!after[0].every(Number.isFinite)) return null;
    return { numbers: after[0], states: after.slice(1) };
  }

  /** Return what the program reads, a row for each place: numbers of its own, then the settings. */
  rows(places, arrays) {
    const settings = Object.values(this.settings), width = arrays.length + settings.length;
    const rows = new Float64Array(places.length * width);
    for (let r = 0, i = 0; r < places.length; r++) {
      for (let k = 0; k < arrays.length; k++, i++) rows[i] = arrays[k][places[r]];
      for (let k = 0; k < settings.length; k++, i++) rows[i] = settings[k];
    }
    return rows;
  }
}
