// The colours and shapes of the classes, the shapes as in MARKERS of viz/training/plane.py.

const SHAPES = 6; // then they begin again

/** How many colours the palette has for classes. */
export const COLORS = countColors();

function countColors() {
  const style = getComputedStyle(document.documentElement);
  let count = 0;
  while (style.getPropertyValue(`--class-${count}`)) count++;
  return count;
}

export const colorOf = (k) => `var(--class-${k % COLORS})`;

/** Return the path of a class's shape: circle, square, diamond, triangles, plus. */
export function marker(k, x, y) {
  const r = 4.2, shape = k % SHAPES;
  if (shape === 0) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  if (shape === 1) return `M${x - 3.7} ${y - 3.7}h7.4v7.4h-7.4z`;
  if (shape === 2) return `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}z`;
  if (shape === 3) return `M${x} ${y - 5}l4.7 8.5h-9.4z`;
  if (shape === 4) return `M${x} ${y + 5}l-4.7 -8.5h9.4z`;
  return `M${x - 1.8} ${y - 5}h3.6v3.2h3.2v3.6h-3.2v3.2h-3.6v-3.2h-3.2v-3.6h3.2z`;
}
