// Points on the curve of an edge, read from its path, as asking the drawing would lay it out anew.

const PIECES = 12; // of each Bézier curve, or line

/** Return points along a path such as M0 0C1 1 2 1 3 0 or M0 0L4 4, from its start. */
export function pointsOn(d) {
  const numbers = d.match(/-?[\d.]+/g).map(Number);
  const corners = Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
  const size = d.includes("C") ? 3 : 1;
  const points = [corners[0]];
  for (let i = 0; i + size < corners.length; i += size) points.push(...piece(corners.slice(i, i + size + 1)));
  return points;
}

function piece(corners) {
  return Array.from({ length: PIECES }, (_, i) => mixed(corners, (i + 1) / PIECES));
}

// De Casteljau: mix neighbours until one point is left.
function mixed(corners, t) {
  if (corners.length === 1) return corners[0];
  const [, ...others] = corners;
  return mixed(others.map(([x, y], i) => [corners[i][0] + t * (x - corners[i][0]), corners[i][1] + t * (y - corners[i][1])]), t);
}

/** Return the point that lies so far along a line of points, its last one if it is shorter. */
export function pointAt(points, distance) {
  let left = distance;
  for (let i = 1; i < points.length; i++) {
    const [[x, y], [u, v]] = [points[i - 1], points[i]];
    const length = Math.hypot(u - x, v - y);
    if (length >= left && length > 0) return [x + ((u - x) * left) / length, y + ((v - y) * left) / length];
    left -= length;
  }
  return points.at(-1);
}
