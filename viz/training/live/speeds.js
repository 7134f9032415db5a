// How fast it plays: slowly enough to follow each step, or several steps for each frame of the screen.

import { byId, html } from "../../web/dom.js";

const EACH_FRAME = [1, 5, 30];

/** Say how fast it plays; pause: milliseconds from step to step, 0 where frames have so many steps. */
export function paceWords(pause, steps) {
  if (pause) return `${Math.round(1000 / pause)} steps a second`;
  return `${steps} ${steps === 1 ? "step" : "steps"} a frame`;
}

/** List the speeds of a runner; pace: milliseconds that a step stays at the slowest. */
export function listSpeeds(runner, pace, beginsSlow) {
  const speeds = [
    { words: paceWords(pace, 1), pause: pace, most: 1 },
    ...EACH_FRAME.map((most) => ({ words: paceWords(0, most), pause: 0, most })),
    { words: "as many as fit", pause: 0, most: Infinity },
  ];
  const choice = byId("speed");
  for (const { words } of speeds) html("option", {}, choice, words);
  const take = () => runner.setSpeed(speeds[choice.selectedIndex]);
  choice.selectedIndex = beginsSlow ? 0 : 1;
  choice.addEventListener("change", take);
  take();
}
