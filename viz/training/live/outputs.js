// What a neuron's outputs over samples or points come to.

/** Return the largest size among finite numbers, above 0. */
export function largestOf(numbers) {
  let most = 1e-300;
  for (const x of numbers) if (Math.abs(x) > most && Math.abs(x) < Infinity) most = Math.abs(x);
  return most;
}

/** Return the mean output over the samples of each class, 0 for a class without samples. */
export function meansOf(output, samples, meaning) {
  const sums = meaning.classes.map(() => [0, 0]);
  for (let i = 0; i < samples.n; i++) {
    const own = sums[meaning.classOf(samples.row(i))];
    if (own) [own[0], own[1]] = [own[0] + output[i], own[1] + 1];
  }
  return sums.map(([sum, count]) => (count ? sum / count : 0));
}

/** Return the outputs in the order of the samples' labels. */
export function profileOf(output, samples, { width }) {
  const order = Array.from({ length: samples.n }, (_, i) => i);
  order.sort((i, k) => samples.row(i)[width] - samples.row(k)[width]);
  return Float64Array.from(order, (i) => output[i]);
}
