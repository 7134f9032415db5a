// The button that plays and pauses.

import { byId } from "./dom.js";

/** Say on the page whether it plays. */
export function showPlaying(isPlaying) {
  document.body.classList.toggle("playing", isPlaying);
  byId("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
}
