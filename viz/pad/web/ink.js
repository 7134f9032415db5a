// Ink as a picture: a path for each level, so that many pixels are few elements.

import { svg } from "../../web/dom.js";

const SHADES = 16;

/** Return a picture with a pixel for each unit of its length; a style may ask how wide it is for its height. */
export function picture(host, { rows, columns }) {
  host.style.setProperty("--wide", columns / rows);
  return svg("svg", { viewBox: `0 0 ${columns} ${rows}`, "aria-hidden": "true" }, host);
}

/** Draw the ink of a drawing into a group, in the place of what is there. */
export function drawInk(group, drawing) {
  const paths = Array.from({ length: SHADES + 1 }, () => "");
  drawing.pixels.forEach((_, i) => {
    const { columns } = drawing;
    paths[Math.round(drawing.fullness(i) * SHADES)] += `M${i % columns} ${Math.floor(i / columns)}h1v1h-1z`;
  });
  group.replaceChildren();
  paths.forEach((d, shade) => {
    if (d && shade > 0) svg("path", { class: "ink", d, "fill-opacity": shade / SHADES }, group);
  });
}
