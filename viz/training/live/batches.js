// Mini-batches: each time through the rows a new random order, cut into slices.

import { Generator } from "../../web/generator.js";

export class Batches {
  constructor(seed) {
    this.restart(seed);
  }

  restart(seed) {
    this.generator = new Generator(seed);
    this.order = [];
    this.next = 0;
  }

  /** Return the rows of the next step, `size` of `n`; all of them in their order if size is 0. */
  take({ numbers, n, width }, size) {
    if (size === 0 || size >= n) return { numbers, n };
    if (this.order.length !== n || this.next >= n) this.begin(n);
    const chosen = this.order.slice(this.next, this.next + size);
    this.next += size;
    const batch = new Float64Array(chosen.length * width);
    chosen.forEach((row, i) => batch.set(numbers.subarray(row * width, (row + 1) * width), i * width));
    return { numbers: batch, n: chosen.length };
  }

  begin(n) {
    if (this.order.length !== n) this.order = Array.from({ length: n }, (_, i) => i);
    this.generator.shuffle(this.order);
    this.next = 0;
  }
}
