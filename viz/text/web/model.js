// The model: a text as a row of tokens, and what the traced program answers to it.

import { Machine } from "../../../engine/program/machine.js";

export class Model {
  constructor({ letters, places, blocks, heads, numbers, program }) {
    Object.assign(this, { letters, places, blocks, heads });
    this.numbers = Float64Array.from(numbers);
    this.machine = new Machine(program);
  }

  get most() {
    return this.places - 1; // letters, for the edge takes a place
  }

  /** Return the letters of a text; throws an Error that says what is allowed. */
  lettersOf(text) {
    const found = [...String(text)];
    const stranger = found.find((letter) => !this.letters.includes(letter));
    if (stranger !== undefined) throw new Error(`given the letter ${JSON.stringify(stranger)}; allowed: ${this.letters.join("")}`);
    if (found.length > this.most) throw new Error(`given ${found.length} letters; allowed: up to ${this.most}, one less than the context`);
    return found;
  }

  /**
   * Return what comes after some letters: the probability of each token, the edge last, and for
   * each block, head and place the share of each place up to it.
   */
  answer(letters, temperature) {
    const edge = this.letters.length, place = letters.length;
    const row = new Float64Array(this.places + 1).fill(edge);
    letters.forEach((letter, i) => (row[i + 1] = this.letters.indexOf(letter)));
    row[this.places] = temperature;
    const columns = this.machine.columns(this.numbers, row, 1);
    const first = place * (edge + 1);
    return {
      probabilities: columns.slice(first, first + edge + 1),
      attention: this.sharesIn(columns.subarray(this.places * (edge + 1)), place),
      fault: this.machine.fault,
    };
  }

  sharesIn(shares, last) {
    let next = 0;
    const ofPlace = (_, place) => shares.slice(next, (next += place + 1));
    const ofHead = () => Array.from({ length: this.places }, ofPlace).slice(0, last + 1);
    const ofBlock = () => Array.from({ length: this.heads }, ofHead);
    return Array.from({ length: this.blocks }, ofBlock);
  }
}
