// The colours of the style as numbers, for what is painted pixel by pixel.

import { COLORS } from "./marker.js";

/** Return the page's colours, which change with the light: red, green and blue of each. */
export function readColors() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => rgb(style.getPropertyValue(name));
  const classes = Array.from({ length: COLORS }, (_, k) => color(`--class-${k}`));
  return { paper: color("--paper"), ink: color("--ink"), classes };
}

function rgb(color) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** Return the colour that lies so far on the way from one to another. */
export const mixed = (from, to, share) => from.map((c, i) => c + share * (to[i] - c));

/** Return a colour as the four bytes of a pixel, in the order that this machine has. */
export function pixel([red, green, blue]) {
  return new Uint32Array(Uint8ClampedArray.of(red, green, blue, 255).buffer)[0];
}
