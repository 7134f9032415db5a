// How fast it plays: slowly enough to follow each step, or several steps for each frame of the screen.

import { byId, html } from "../../web/dom.js";

const EACH_FRAME = [1, 5, 30];

/** List the speeds of a runner; pace: milliseconds that a step stays at the slowest. */
export function listSpeeds(runner, pace, beginsSlow) {
  const speeds = [
    { words: `${Math.round(1000 / pace)} steps a second`, pause: pace, most: 1 },
    ...EACH_FRAME.map((most) => ({ words: `${most} ${most === 1 ? "step" : "steps"} a frame`, pause: 0, most })),
    { words: "as many as fit", pause: 0, most: Infinity },
  ];
  const choice = byId("speed");
  for (const { words } of speeds) html("option", {}, choice, words);
  const take = () => runner.setSpeed(speeds[choice.selectedIndex]);
  choice.selectedIndex = beginsSlow ? 0 : 1;
  choice.addEventListener("change", take);
  take();
}
