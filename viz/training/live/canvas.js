// Canvases that are as sharp as the screen.

import { html } from "../../web/dom.js";

export const canvasOf = (host) => html("canvas", { "aria-hidden": "true" }, host);

export const sharpness = () => window.devicePixelRatio || 1;

/** Give a canvas its size in pixels of the page; return a pen that measures in them. */
export function fitCanvas(canvas, { width, height }) {
  Object.assign(canvas, { width: Math.round(width * sharpness()), height: Math.round(height * sharpness()) });
  const pen = canvas.getContext("2d");
  pen.setTransform(sharpness(), 0, 0, sharpness(), 0, 0);
  return pen;
}
