// The controls of a training, live or recorded: buttons, keys and the door lead to the same functions.

import { byId } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { listenToKeys } from "../../web/keys.js";
import { checkedSteps } from "./counts.js";
import { listSpeeds } from "./speeds.js";

/**
 * runner    plays
 * playback  of the record; null without one
 * step      is called with a number of steps, below 0 only in a record
 * reset     leads back to where the page began
 * state     is what the door tells
 * pace      milliseconds that a step stays at the slowest speed, at which records begin
 * keys      what other keys do, by name
 */
export function openControls({ runner, playback, step, reset, state, pace, keys = {} }) {
  const door = {
    play: () => {
      if (playback) playback.rewind();
      runner.play();
    },
    pause: () => runner.pause(),
    step: (n = 1) => step(checkedSteps(n, playback !== null && playback.isOn)),
    reset,
    state,
  };
  const toggle = () => (runner.isPlaying ? door.pause() : door.play()), next = () => door.step();
  listen({ reset, play: toggle, step: next });
  let leading = {};
  if (playback) {
    const back = () => playback.step(-1), end = () => playback.end();
    reveal(".recorded");
    listen({ back, end });
    leading = { ArrowLeft: back, ArrowRight: next, Home: reset, End: end };
  }
  listenToKeys({ " ": toggle, s: next, r: reset, ...leading, ...keys });
  listSpeeds(runner, pace, playback !== null);
  openDoor(door);
}

/** Show what stands in the page for some of its kinds only. */
export function reveal(kind) {
  for (const element of document.querySelectorAll(kind)) element.hidden = false;
}

function listen(clicks) {
  for (const id in clicks) byId(id).addEventListener("click", clicks[id]);
}
