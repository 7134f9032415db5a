// What neurons are called.

/** Return the name of a neuron; layers and neurons are counted from 0, as parameters are. */
export function neuronName({ wiring, inputs, outputs, classes }, i) {
  const output = wiring.outputs.indexOf(inputs.length + i);
  if (output >= 0) return `output ${output}${outputs > 1 && classes[output] ? `, ${classes[output].text}` : ""}`;
  const { column } = wiring.neurons[i];
  const before = wiring.neurons.slice(0, i).filter((other) => other.column === column).length;
  return `layer ${column - 1}, neuron ${before}`;
}
