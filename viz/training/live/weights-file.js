// Weights as the JSON that `model.save` writes and `model.load` reads.

/** Return {name: number} as text, in Python's layout; a whole number keeps its point. */
export function weightsText(weights) {
  const lines = Object.entries(weights).map(([name, x]) => ` ${JSON.stringify(name)}: ${written(x)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

const written = (x) => (Number.isInteger(x) && Math.abs(x) < 1e16 ? `${Object.is(x, -0) ? "-0" : x}.0` : String(x));

/** Return the numbers of the names; an Error says what is missing, unknown or no number. */
export function weightsFrom(text, names) {
  let weights;
  try {
    weights = JSON.parse(text);
  } catch {
    throw new Error("given no JSON; allowed: what model.save writes, {name: number}");
  }
  if (weights === null || typeof weights !== "object" || Array.isArray(weights)) {
    throw new Error("given no object; allowed: what model.save writes, {name: number}");
  }
  const missing = names.filter((name) => !Object.hasOwn(weights, name));
  const unknown = Object.keys(weights).filter((name) => !names.includes(name));
  const wrong = names.filter((name) => !missing.includes(name) && !Number.isFinite(weights[name]));
  for (const [fault, found] of [["missing", missing], ["unknown", unknown], ["no finite number", wrong]]) {
    if (found.length) throw new Error(`${found.length} parameters ${fault}: ${found.slice(0, 3).join(", ")}; nothing was changed`);
  }
  return names.map((name) => weights[name]);
}
