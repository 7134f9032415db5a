// Samples as text: a line with the names of the columns, then a line for each sample.

/** Return samples as CSV. */
export function csvOf(samples, names) {
  return [names.join(","), ...samples.rows().map((row) => row.join(","))].join("\n") + "\n";
}

/**
 * Return the rows of a CSV with so many numbers in each; an Error says which line is none.
 *
 * labels: those that the last number may be, none for any
 */
export function rowsFrom(text, width, labels = []) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const isHead = lines.length > 0 && lines[0].split(",").some((cell) => !isNumber(cell));
  const rows = [];
  lines.forEach((line, i) => {
    if (line === "" || (i === 0 && isHead)) return;
    const cells = line.split(",");
    if (cells.length !== width || !cells.every(isNumber)) {
      throw new Error(`line ${i + 1}: given ${short(line)}; allowed: ${width} numbers with commas between them`);
    }
    const row = cells.map(Number), label = row[width - 1];
    if (labels.length && !labels.includes(label)) {
      throw new Error(`line ${i + 1}: given the label ${label}; allowed: ${labels.join(", ")}`);
    }
    rows.push(row);
  });
  if (!rows.length) throw new Error("given no samples; allowed: a line for each sample");
  return rows;
}

const isNumber = (cell) => cell.trim() !== "" && Number.isFinite(Number(cell));
const short = (line) => (line.length > 40 ? `${line.slice(0, 39)}…` : line);
