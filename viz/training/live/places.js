// Where inputs and neurons stand in the picture of the network: a column for each layer.

const SIDE = 30, LEAST = 7; // of a neuron's picture, in pixels
const BESIDE = 20; // the first and the last column, in pixels

/**
 * Return for each source, inputs and then neurons, its centre, and the side of a neuron's picture.
 *
 * before, after  how wide the names are that stand beside inputs and outputs
 */
export function placesOf(inputs, neurons, { width, height, before, after }) {
  const columns = [[...Array(inputs).keys()]];
  neurons.forEach(({ column }, i) => (columns[column] = columns[column] || []).push(inputs + i));
  const most = Math.max(...neurons.map(({ column }) => columns[column].length), 1);
  const side = Math.max(LEAST, Math.min(SIDE, Math.floor(height / most) - 3));
  const centres = [];
  columns.forEach((sources, c) => {
    const left = Math.max(BESIDE, before), right = width - Math.max(BESIDE, side / 2 + 4 + after);
    const x = left + (columns.length > 1 ? ((right - left) * c) / (columns.length - 1) : 0);
    const gap = Math.min(height / sources.length, side * 2.2);
    sources.forEach((source, i) => {
      centres[source] = { x, y: height / 2 + (i - (sources.length - 1) / 2) * gap, column: c, row: i };
    });
  });
  return { centres, side, columns };
}
