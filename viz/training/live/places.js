// Where inputs and neurons stand in the picture of the network: a column for each layer.

const SIDE = 30, LEAST = 7; // of a neuron's picture, in pixels
const EDGE = 30; // beside the first and the last column

/**
 * Return for each source, inputs and then neurons, its centre, and the side of a neuron's picture.
 */
export function placesOf(inputs, neurons, { width, height }) {
  const columns = [[...Array(inputs).keys()]];
  neurons.forEach(({ column }, i) => (columns[column] = columns[column] || []).push(inputs + i));
  const most = Math.max(...neurons.map(({ column }) => columns[column].length), 1);
  const side = Math.max(LEAST, Math.min(SIDE, Math.floor(height / most) - 3));
  const centres = [];
  columns.forEach((sources, c) => {
    const x = EDGE + (columns.length > 1 ? ((width - 2 * EDGE) * c) / (columns.length - 1) : 0);
    const gap = Math.min(height / sources.length, side * 2.2);
    sources.forEach((source, i) => {
      centres[source] = { x, y: height / 2 + (i - (sources.length - 1) / 2) * gap, column: c, row: i };
    });
  });
  return { centres, side, columns };
}
