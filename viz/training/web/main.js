// The page of a training run: what a step shows, and how one item lights up everywhere.

import { byId } from "../../web/dom.js";
import { tellHeight } from "../../web/height.js";
import { number } from "../../web/numbers.js";
import { Player } from "../../web/player.js";
import { followTheme } from "../../web/theme.js";
import { Detail } from "./detail.js";
import { lossChart } from "./loss.js";
import { drawPlane } from "./plane.js";
import { Regions } from "./regions.js";
import { positionNear, run } from "./run.js";
import { Weights } from "./weights.js";
import { drawZeroLines, lightZeroLines, renderZeroLines } from "./zero-lines.js";

const MILLISECONDS = 100; // that a position stays while it plays

const loss = lossChart();
const detail = new Detail();
const weights = new Weights(byId("weights"), showItem);
const zeroLines = run.plane ? drawZeroLines(drawPlane()) : [];
const regions = run.plane ? new Regions() : null;
const player = new Player({
  show,
  interval: () => MILLISECONDS,
  keys: { ArrowUp: () => weights.move(-1), ArrowDown: () => weights.move(1), Escape: letGo },
  changed: (isPlaying) => byId("readout").setAttribute("aria-live", isPlaying ? "off" : "polite"),
});

function show(position) {
  const step = run.shown[position];
  const accuracy = run.accuracy[step - 1];
  const where = `step ${step} of ${run.loss.length}`;
  byId("summary").textContent = `${where}    loss ${number(run.loss[step - 1])}` +
    (accuracy === null ? "" : `    accuracy ${accuracy.toFixed(3)}`);
  loss.mark(step - 1);
  if (regions) regions.render(position);
  renderZeroLines(zeroLines, position);
  weights.render(position);
  detail.render(position);
  return where;
}

function showItem(item) {
  lightZeroLines(zeroLines, item ? item.neuron : null);
  detail.show(item);
  detail.render(player.position);
}

function letGo() {
  document.activeElement.blur();
  weights.choose(null);
}

/** Go to the step under the pointer, as long as it is down. */
function seek(event) {
  if ((event.buttons & 1) === 0) return;
  player.jump(positionNear(loss.stepAt(event.clientX) + 1));
}

for (const kind of ["pointerdown", "pointermove"]) byId("loss").addEventListener(kind, seek);
for (const { zero, hit } of zeroLines) {
  const item = weights.neuron(zero.neuron);
  hit.addEventListener("pointerenter", () => weights.hover(item));
  hit.addEventListener("pointerleave", () => weights.hover(null));
  hit.addEventListener("click", () => item.element.focus());
}
followTheme(() => {
  if (regions) regions.readPalette();
  player.go(player.position);
});
byId("boundary").hidden = !run.plane;
player.setLast(run.shown.length - 1);
player.go(0);
tellHeight();
