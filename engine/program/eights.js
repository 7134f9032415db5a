// The ops that a network consists of, eight rows at a time: each turn of a loop costs a browser as
// much as a product, and this way there are fewer. The bits are those of a row at a time.
//
// Each takes the rows in eights as far as they go, and returns the row after them.

/** out = a * b */
export function multiply(out, a, b, n) {
  let r = 0;
  for (; r + 8 <= n; r += 8) {
    out[r] = a[r] * b[r];
    out[r + 1] = a[r + 1] * b[r + 1];
    out[r + 2] = a[r + 2] * b[r + 2];
    out[r + 3] = a[r + 3] * b[r + 3];
    out[r + 4] = a[r + 4] * b[r + 4];
    out[r + 5] = a[r + 5] * b[r + 5];
    out[r + 6] = a[r + 6] * b[r + 6];
    out[r + 7] = a[r + 7] * b[r + 7];
  }
  return r;
}

/** out = a * x */
export function scale(out, a, x, n) {
  let r = 0;
  for (; r + 8 <= n; r += 8) {
    out[r] = a[r] * x;
    out[r + 1] = a[r + 1] * x;
    out[r + 2] = a[r + 2] * x;
    out[r + 3] = a[r + 3] * x;
    out[r + 4] = a[r + 4] * x;
    out[r + 5] = a[r + 5] * x;
    out[r + 6] = a[r + 6] * x;
    out[r + 7] = a[r + 7] * x;
  }
  return r;
}

/** out = a + b * x + c * y */
export function addTwoProducts(out, a, b, x, c, y, n) {
  let r = 0;
  for (; r + 8 <= n; r += 8) {
    out[r] = a[r] + b[r] * x + c[r] * y;
    out[r + 1] = a[r + 1] + b[r + 1] * x + c[r + 1] * y;
    out[r + 2] = a[r + 2] + b[r + 2] * x + c[r + 2] * y;
    out[r + 3] = a[r + 3] + b[r + 3] * x + c[r + 3] * y;
    out[r + 4] = a[r + 4] + b[r + 4] * x + c[r + 4] * y;
    out[r + 5] = a[r + 5] + b[r + 5] * x + c[r + 5] * y;
    out[r + 6] = a[r + 6] + b[r + 6] * x + c[r + 6] * y;
    out[r + 7] = a[r + 7] + b[r + 7] * x + c[r + 7] * y;
  }
  return r;
}

/** Add a * b to the eight parts of a sum, which begin at p. */
export function addProducts(sums, p, a, b, n) {
  let s0 = sums[p], s1 = sums[p + 1], s2 = sums[p + 2], s3 = sums[p + 3];
  let s4 = sums[p + 4], s5 = sums[p + 5], s6 = sums[p + 6], s7 = sums[p + 7];
  let r = 0;
  for (; r + 8 <= n; r += 8) {
    s0 += a[r] * b[r];
    s1 += a[r + 1] * b[r + 1];
    s2 += a[r + 2] * b[r + 2];
    s3 += a[r + 3] * b[r + 3];
    s4 += a[r + 4] * b[r + 4];
    s5 += a[r + 5] * b[r + 5];
    s6 += a[r + 6] * b[r + 6];
    s7 += a[r + 7] * b[r + 7];
  }
  sums[p] = s0;
  sums[p + 1] = s1;
  sums[p + 2] = s2;
  sums[p + 3] = s3;
  sums[p + 4] = s4;
  sums[p + 5] = s5;
  sums[p + 6] = s6;
  sums[p + 7] = s7;
  return r;
}
