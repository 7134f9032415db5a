// The loss and the accuracy over the steps.

import { byId } from "../../web/dom.js";
import { number } from "../../web/numbers.js";
import { WIDTH, chart } from "./chart.js";
import { run } from "./run.js";

export function lossChart() {
  const isLog = run.loss.every((loss) => loss > 0);
  const loss = lossCurve(isLog);
  const hasAccuracy = run.accuracy.some((share) => share !== null);
  const accuracy = hasAccuracy ? accuracyCurve() : { curves: [], ticks: [] };
  byId("scale").textContent =
    `${isLog ? "logarithmic, " : ""}solid${hasAccuracy ? "; accuracy dashed, 0 to 1" : ""}`;
  return chart(byId("loss"), {
    width: WIDTH, height: 170, title: "Loss over the steps",
    curves: [...loss.curves, ...accuracy.curves],
    ticks: [...loss.ticks, ...accuracy.ticks],
  });
}

const steps = run.loss.map((_, i) => i);

function lossCurve(isLog) {
  const scaled = run.loss.map((loss) => (isLog ? Math.log10(loss) : loss));
  const low = Math.min(...scaled), high = Math.max(...scaled);
  const heights = scaled.map((y) => (high > low ? (y - low) / (high - low) : 0.5));
  const tick = (y, exact) => ({ y, text: number(isLog ? 10 ** exact : exact, 3) });
  const ticks = high > low ? [tick(1, high), tick(0, low)] : [tick(0.5, high)];
  return { curves: [{ kind: "loss", steps, heights }], ticks };
}

function accuracyCurve() {
  const heights = run.accuracy.map((share) => (share === null ? NaN : share));
  const ticks = [1, 0].map((y) => ({ y, text: String(y), side: "right" }));
  return { curves: [{ kind: "accuracy", steps, heights }], ticks };
}
