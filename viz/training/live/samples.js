// Samples: rows of inputs and, after them, the numbers of a label, in one array for the machine.

export class Samples {
  constructor(rows, width) {
    this.width = width;
    this.replace(rows);
  }

  get n() {
    return this.numbers.length / this.width;
  }

  replace(rows) {
    this.numbers = Float64Array.from(rows.flat());
  }

  row(i) {
    return this.numbers.subarray(i * this.width, (i + 1) * this.width);
  }

  rows() {
    return Array.from({ length: this.n }, (_, i) => [...this.row(i)]);
  }

  /** Return the first numbers of each row, `count` of them. */
  inputs(count) {
    const numbers = new Float64Array(this.n * count);
    for (let i = 0; i < this.n; i++) numbers.set(this.row(i).subarray(0, count), i * count);
    return numbers;
  }

  add(row) {
    this.replace([...this.rows(), row]);
  }

  remove(i) {
    this.replace(this.rows().filter((_, k) => k !== i));
  }
}
