// The seed of new weights: that of the weights that were drawn last, or one that was typed.

import { byId } from "../../web/dom.js";
import { numberField } from "./number-field.js";

export class Seed {
  constructor(seed, say) {
    this.isUsed = false;
    this.number = seed;
    const take = (x) => Object.assign(this, { number: x, isUsed: false });
    this.field = numberField(byId("seeds"), { id: "seed", words: "seed", number: seed, take, say, step: 1 });
  }

  /** Return the seed to draw from, another one each time. */
  next() {
    if (this.isUsed) this.number++;
    this.isUsed = true;
    this.field.value = this.number;
    return this.number;
  }
}
