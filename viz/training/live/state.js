// What the door tells of a model.

const orNull = (x) => (Number.isFinite(x) ? x : null);

/** model: a Trainer, or a Replayed */
export function stateOf({ steps, loss, accuracy, data, numbers }) {
  const weights = Object.fromEntries(data.names.map((name, i) => [name, numbers[i]]));
  return { step: steps, loss: orNull(loss), accuracy: orNull(accuracy), weights };
}
