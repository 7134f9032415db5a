// How much room the graph has, with its panel below it or beside it.

import { measures, walk } from "./walk.js";

const LOWEST = 220; // of the graph, in pixels
const SHARE = [0.5, walk.quiz ? 0.5 : 0.62]; // of the window, with the caption below; more for a high graph
const AROUND = 170; // above and below the graph

// A frame is as high as its page, so that the height of its window tells nothing.
const isFramed = () => window.parent !== window && !document.fullscreenElement;

// The height for a graph with the caption below it, and beside it.
function lowRoom({ height }) {
  if (isFramed()) return measures.frameRoom;
  const [least, most] = SHARE.map((share) => share * window.innerHeight);
  return Math.max(LOWEST, least, Math.min(most, height * measures.leastScale));
}
const tallRoom = () => (isFramed() ? measures.frameRoom : Math.max(LOWEST, window.innerHeight - AROUND));

/** Lay out the lanes for a picture; return the height for it, and whether it may take all of it. */
export function arrange(host, picture) {
  const isWide = standsAbove(host.clientWidth, picture);
  host.classList.toggle("wide", isWide);
  const isAlone = host.classList.contains("single");
  const isBeside = !isWide && isAlone && window.matchMedia("(min-width: 760px)").matches;
  return [isBeside ? tallRoom() : lowRoom(picture), isBeside && !isFramed()];
}

// The panel stands below a graph that so is larger, and still fits, than with the panel beside it.
function standsAbove(width, picture) {
  const { width: across, height: down } = picture;
  const { panelAndGap, leastScale, mostScale, gain, flat } = measures;
  const below = Math.min(mostScale, width / across, lowRoom(picture) / down);
  const beside = Math.min(mostScale, (width - panelAndGap) / across, tallRoom() / down);
  const isWhole = across * leastScale <= width;
  return below > gain * beside && (isWhole || down * leastScale <= flat);
}
