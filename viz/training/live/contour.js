// Contours: where numbers on a grid pass through 0, as lines from side to side of its cells.

const PIECES = 4; // of the line in a cell, each of which is there or not

/**
 * Return the lines on which two classes meet, [x1, y1, x2, y2] in cells of the grid, from below.
 *
 * scores     outputs × n² numbers, rows of the grid from below
 * threshold  from which on a single score means another class
 */
export function contour(scores, outputs, n, threshold) {
  if (outputs === 1) return linesOf((at) => scores[at] - threshold, n);
  const lines = [];
  for (let j = 0; j < outputs; j++) {
    for (let k = j + 1; k < outputs; k++) {
      const met = linesOf((at) => scores[j * n * n + at] - scores[k * n * n + at], n);
      for (const line of met) lines.push(...pieces(line).filter((piece) => isTop(scores, outputs, n, j, piece)));
    }
  }
  return lines;
}

function linesOf(heightAt, n) {
  const lines = [], heights = Float64Array.from({ length: n * n }, (_, at) => heightAt(at));
  for (let y = 0; y < n - 1; y++) {
    for (let x = 0; x < n - 1; x++) {
      const at = y * n + x;
      const [a, b, c, d] = [heights[at], heights[at + 1], heights[at + n + 1], heights[at + n]];
      const above = (a > 0) + (b > 0) + (c > 0) + (d > 0);
      if (above === 0 || above === 4) continue;
      const ends = [];
      if (a > 0 !== b > 0) ends.push(x + a / (a - b), y);
      if (b > 0 !== c > 0) ends.push(x + 1, y + b / (b - c));
      if (d > 0 !== c > 0) ends.push(x + d / (d - c), y + 1);
      if (a > 0 !== d > 0) ends.push(x, y + a / (a - d));
      for (let i = 0; i < ends.length; i += 4) lines.push(ends.slice(i, i + 4));
    }
  }
  return lines;
}

function pieces([x1, y1, x2, y2]) {
  const at = (i) => [x1 + ((x2 - x1) * i) / PIECES, y1 + ((y2 - y1) * i) / PIECES];
  return Array.from({ length: PIECES }, (_, i) => [...at(i), ...at(i + 1)]);
}

/** Tell whether no class has a higher score than this one in the middle of a line. */
function isTop(scores, outputs, n, own, [x1, y1, x2, y2]) {
  const x = (x1 + x2) / 2, y = (y1 + y2) / 2;
  const height = scoreAt(scores, n, own, x, y);
  for (let k = 0; k < outputs; k++) if (scoreAt(scores, n, k, x, y) > height + 1e-9 * Math.abs(height)) return false;
  return true;
}

function scoreAt(scores, n, k, x, y) {
  const left = Math.min(Math.floor(x), n - 2), low = Math.min(Math.floor(y), n - 2), at = k * n * n + low * n + left;
  const between = (a, b, share) => a + (b - a) * share;
  return between(between(scores[at], scores[at + 1], x - left), between(scores[at + n], scores[at + n + 1], x - left), y - low);
}

/** Draw lines of a grid of n × n points that fills a canvas of width × height pixels. */
export function strokeLines(pen, lines, n, { width, height }) {
  const x = (z) => (z / (n - 1)) * width, y = (z) => (1 - z / (n - 1)) * height;
  pen.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    pen.moveTo(x(x1), y(y1));
    pen.lineTo(x(x2), y(y2));
  }
  pen.stroke();
}
