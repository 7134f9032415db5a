// Samples of the data, each a button that puts it on the pad.

import { byId, html, svg } from "../../web/dom.js";
import { Drawing } from "./drawing.js";
import { drawInk, picture } from "./ink.js";

/** taken: is called with the pixels of a sample that was chosen */
export function showSamples(data, taken) {
  const host = byId("samples");
  host.hidden = data.samples.length === 0;
  data.samples.forEach((pixels, i) => {
    const label = data.labels.length ? `, ${data.classes[data.labels[i]]}` : "";
    const button = html("button", { type: "button", class: "sample", "aria-label": `Sample ${i}${label}` }, host);
    const drawing = new Drawing(data);
    drawing.replace(pixels);
    drawInk(svg("g", {}, picture(button, data)), drawing);
    button.addEventListener("click", () => taken(pixels));
  });
}
