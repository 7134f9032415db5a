// The machine in JavaScript, for pages: it runs the programs that machine.c runs, as data.
//
// Each instruction works on a block of rows at a time, so that choosing the op costs little. An
// instruction reads registers (a, b, c), which hold a block of rows each, and one other number by
// its index s: a scalar, which is the same for all rows (a parameter or a constant), an input, a
// sum or a column; u is a second scalar. What networks do most is done eight rows at a time.
//
// Additions, products, quotients, roots and choices have the bits of machine.c; of the functions
// that each library computes in its own way, such as exp, the last digits may differ.

import { addProducts, addTwoProducts, multiply, scale } from "./eights.js";

const BLOCK = 128; // rows
const PARTS = 8; // in which a sum over rows is added up: row i in part i % PARTS

// ---- functions that Math does not have, as in functions.h ----

const sigmoid = (x) => {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
};
const softplus = (x) => (x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x)));
// To C, 1 to any power is 1, and so is -1 to an infinite one; to JavaScript neither is a number.
const power = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y));

const each = (f) => ({ out, a }, n) => { for (let r = 0; r < n; r++) out[r] = f(a[r]); };
const eachPair = (f) => ({ out, a, b }, n) => {
  for (let r = 0; r < n; r++) out[r] = f(a[r], b[r]);
};

// ---- the table of ops ----

// Op of the program, form (the operands in order), what it does for n rows. The order is that of
// machine.c, and Python reads the first two columns from here: a line begins as these do.
const OPS = [
  ["load", "i", ({ out, s }, n, { rows, inputs, first }) => {
    for (let r = 0, i = first * inputs + s; r < n; r++, i += inputs) out[r] = rows[i];
  }],
  ["fill", "s", ({ out, s }, n, { scalars }) => { out.fill(scalars[s], 0, n); }],
  ["+", "ab", ({ out, a, b }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] + b[r]; }],
  ["+", "as", ({ out, a, s }, n, { scalars }) => {
    const x = scalars[s];
    for (let r = 0; r < n; r++) out[r] = a[r] + x;
  }],
  ["-", "ab", ({ out, a, b }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] - b[r]; }],
  ["-", "as", ({ out, a, s }, n, { scalars }) => {
    const x = scalars[s];
    for (let r = 0; r < n; r++) out[r] = a[r] - x;
  }],
  ["-", "sa", ({ out, a, s }, n, { scalars }) => {
    const x = scalars[s];
    for (let r = 0; r < n; r++) out[r] = x - a[r];
  }],
  ["*", "ab", ({ out, a, b }, n) => {
    for (let r = multiply(out, a, b, n); r < n; r++) out[r] = a[r] * b[r];
  }],
  ["*", "as", ({ out, a, s }, n, { scalars }) => {
    const x = scalars[s];
    for (let r = scale(out, a, x, n); r < n; r++) out[r] = a[r] * x;
  }],
  ["+*", "abc", ({ out, a, b, c }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] + b[r] * c[r]; }],
  ["+*", "abs", ({ out, a, b, s }, n, { scalars }) => {
    const x = scalars[s];
    for (let r = 0; r < n; r++) out[r] = a[r] + b[r] * x;
  }],
  ["+*+*", "abscu", ({ out, a, b, c, s, u }, n, { scalars }) => {
    const x = scalars[s], y = scalars[u];
    for (let r = addTwoProducts(out, a, b, x, c, y, n); r < n; r++) out[r] = a[r] + b[r] * x + c[r] * y;
  }],
  ["/", "ab", ({ out, a, b }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] / b[r]; }],
  ["**", "ab", eachPair(power)],
  ["neg", "a", ({ out, a }, n) => { for (let r = 0; r < n; r++) out[r] = -a[r]; }],
  ["abs", "a", each(Math.abs)],
  ["exp", "a", each(Math.exp)],
  ["log", "a", each(Math.log)],
  ["log2", "a", each(Math.log2)],
  ["log10", "a", each(Math.log10)],
  ["log1p", "a", each(Math.log1p)],
  ["expm1", "a", each(Math.expm1)],
  ["sqrt", "a", each(Math.sqrt)],
  ["sin", "a", each(Math.sin)],
  ["cos", "a", each(Math.cos)],
  ["tan", "a", each(Math.tan)],
  ["arcsin", "a", each(Math.asin)],
  ["arccos", "a", each(Math.acos)],
  ["arctan", "a", each(Math.atan)],
  ["arctan2", "ab", eachPair(Math.atan2)],
  ["sinh", "a", each(Math.sinh)],
  ["cosh", "a", each(Math.cosh)],
  ["tanh", "a", each(Math.tanh)],
  ["sigmoid", "a", each(sigmoid)],
  ["softplus", "a", each(softplus)],
  ["relu", "a", ({ out, a }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] < 0 ? 0 : a[r]; }],
  ["maximum", "ab", ({ out, a, b }, n) => {
    for (let r = 0; r < n; r++) out[r] = a[r] < b[r] || b[r] !== b[r] ? b[r] : a[r];
  }],
  ["minimum", "ab", ({ out, a, b }, n) => {
    for (let r = 0; r < n; r++) out[r] = b[r] < a[r] || b[r] !== b[r] ? b[r] : a[r];
  }],
  ["<", "ab", ({ out, a, b }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] < b[r] ? 1 : 0; }],
  ["<=", "ab", ({ out, a, b }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] <= b[r] ? 1 : 0; }],
  ["where", "abc", ({ out, a, b, c }, n) => { for (let r = 0; r < n; r++) out[r] = a[r] !== 0 ? b[r] : c[r]; }],
  ["sum", "at", ({ a, s }, n, { sums }) => {
    for (let r = 0, p = s * PARTS; r < n; r++) sums[p + (r & (PARTS - 1))] += a[r];
  }],
  ["dot", "abt", ({ a, b, s }, n, { sums }) => {
    const p = s * PARTS;
    for (let r = addProducts(sums, p, a, b, n); r < n; r++) sums[p + (r & (PARTS - 1))] += a[r] * b[r];
  }],
  ["store", "ak", ({ a, s }, n, { stored, first, total }) => {
    for (let r = 0, k = total * s + first; r < n; r++, k++) stored[k] = a[r];
  }],
];

// Each may answer a finite number to one that is none. All others hand inf and nan on, so it is
// enough to look at what these read and at the results to find whatever left the finite numbers.
const HIDING = ["/", "**", "exp", "expm1", "arctan", "arctan2", "tanh", "sigmoid", "softplus",
  "relu", "maximum", "minimum", "<", "<=", "where"];

// Of ops that can overflow, where they have no value at all and IEEE 754 says infinity.
const POLES = {
  "/": (a, b) => b === 0,
  "**": (a) => a === 0,
  log: () => true,
  log2: () => true,
  log10: () => true,
  log1p: () => true,
};

/**
 * Tell why a result is not finite: "domain" if the op has no value there, as log has none at 0;
 * "overflow" if it is too large for a float; "" if it is finite or an operand was at fault.
 */
export function faultOf(op, operands, result) {
  if (Number.isFinite(result) || operands.some(Number.isNaN)) return "";
  const isFused = op.length > 1 && op.startsWith("+"); // infinities that cancel overflowed inside
  const areFinite = operands.every(Number.isFinite);
  if (Number.isNaN(result)) return areFinite && isFused ? "overflow" : "domain";
  if (!areFinite) return "";
  return Object.hasOwn(POLES, op) && POLES[op](...operands) ? "domain" : "overflow";
}

/** Runs a program that `page_program` of engine.extend made. */
export class Machine {
  constructor({ code, constants, registers, scalars, inputs, sums, columns }) {
    Object.assign(this, { inputs, columnCount: columns, fault: "" });
    this.registers = Array.from({ length: registers }, () => new Float64Array(BLOCK));
    this.scalars = new Float64Array(scalars);
    this.scalars.set(constants.map(Number), scalars - constants.length); // inf and nan come as text
    this.sums = new Float64Array(sums * PARTS);
    this.means = new Float64Array(sums);
    this.code = code.map((fields) => this.instruction(fields));
  }

  // Fields that are 0 to the end are left out.
  instruction([kind, result = 0, ...fields]) {
    const [op, form, apply] = OPS[kind];
    const [a, b, c] = [0, 1, 2].map((i) => this.registers[fields[i] ?? 0]);
    const read = [a, b, c].filter((_, i) => form.includes("abc"[i]));
    const watched = HIDING.includes(op) || op === "store" ? read : [];
    const [s = 0, u = 0] = fields.slice(3);
    return { op, form, apply, out: this.registers[result], a, b, c, s, u, watched };
  }

  /** Return the mean of each output over n rows, in an array that the next run writes again. */
  run(params, rows, n) {
    this.prepare(params, rows, n);
    let doubt = this.go();
    for (let i = 0; i < this.means.length; i++) {
      let sum = this.sums[i * PARTS];
      for (let part = 1; part < PARTS; part++) sum += this.sums[i * PARTS + part];
      this.means[i] = sum / n;
      doubt += sum - sum;
    }
    this.fault = doubt === 0 ? "" : this.blamed();
    return this.means;
  }

  /** Return n numbers of each output, output after output, in a new array. */
  columns(params, rows, n) {
    this.prepare(params, rows, n);
    this.stored = new Float64Array(this.columnCount * n);
    this.fault = this.go() === 0 ? "" : this.blamed();
    return this.stored;
  }

  prepare(params, rows, n) {
    this.scalars.set(params);
    Object.assign(this, { rows, total: n });
  }

  /** Run all instructions over all rows; return nan if any of them left the finite numbers, else 0. */
  go() {
    this.sums.fill(-0); // -0 + x is x, whatever its sign
    let doubt = 0;
    for (this.first = 0; this.first < this.total; this.first += BLOCK) {
      const count = Math.min(BLOCK, this.total - this.first);
      for (const at of this.code) {
        for (let i = 0; i < at.watched.length; i++) doubt += doubtOf(at.watched[i], count);
        at.apply(at, count, this);
      }
    }
    return doubt;
  }

  /** Run once more, and slowly: tell of the first op that left the finite numbers. */
  blamed() {
    this.sums.fill(-0);
    for (this.first = 0; this.first < this.total; this.first += BLOCK) {
      const count = Math.min(BLOCK, this.total - this.first);
      for (const at of this.code) {
        at.apply(at, count, this);
        const fault = this.faultAt(at, count);
        if (fault) return fault;
      }
    }
    return this.sums.every(Number.isFinite) && !this.means.every(Number.isFinite) ? "overflow" : "";
  }

  faultAt({ op, form, out, s, ...at }, count) {
    if (["load", "fill", "store"].includes(op)) return "";
    const scalars = { s: this.scalars[s], u: this.scalars[at.u] };
    const isSum = form.includes("t");
    for (let r = 0; r < count; r++) {
      const letters = [...form].filter((letter) => letter !== "t");
      const operands = letters.map((letter) => scalars[letter] ?? at[letter][r]);
      const result = isSum ? this.sums[s * PARTS + (r % PARTS)] : out[r];
      const fault = faultOf(isSum ? "+*" : op, operands, result);
      if (fault) return fault;
    }
    return "";
  }
}

// 0 for finite numbers; inf - inf is nan, and stays it.
function doubtOf(numbers, count) {
  let doubt = 0;
  for (let r = 0; r < count; r++) doubt += numbers[r] - numbers[r];
  return doubt;
}
