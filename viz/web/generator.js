// A seeded generator of random numbers: the same seed gives the same numbers in every browser.

export class Generator {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** Return 32 random bits: a counter, mixed (mulberry32). */
  bits() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }

  /** Return a number from 0 to below 1, of 53 random bits. */
  number() {
    return ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53;
  }

  between(low, high) {
    return low + (high - low) * this.number();
  }

  /** Put a list into a random order, in place (Fisher and Yates). */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(this.number() * (i + 1));
      [list[i], list[j]] = [list[j], list[i]];
    }
  }
}
