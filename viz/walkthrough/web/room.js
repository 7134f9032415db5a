// How much room the graph has, with its panel below it or beside it.

import { measures, walk } from "./walk.js";

const LOWEST = 220; // of the graph, in pixels
const SHARE = 0.5; // of the window, with the caption below
const AROUND = 170; // above and below the graph

// The height for a graph with the caption below it, and beside it.
const lowRoom = () => Math.max(LOWEST, window.innerHeight * SHARE);
const tallRoom = () => Math.max(LOWEST, window.innerHeight - AROUND);

/** Lay out the lanes; return the height for a graph, and whether it may take all of it. */
export function arrange(host) {
  const isWide = standsAbove(host.clientWidth);
  host.classList.toggle("wide", isWide);
  const isAlone = host.classList.contains("single");
  const isBeside = !isWide && isAlone && window.matchMedia("(min-width: 760px)").matches;
  return [isBeside ? tallRoom() : lowRoom(), isBeside];
}

// The panel stands below a graph that so is larger, and still fits, than with the panel beside it.
function standsAbove(width) {
  const { width: across, height: down } = walk.pictures[0];
  const { panelAndGap, leastScale, mostScale, gain } = measures;
  const below = Math.min(mostScale, width / across, lowRoom() / down);
  const beside = Math.min(mostScale, (width - panelAndGap) / across, tallRoom() / down);
  return below > gain * beside && width / across >= leastScale;
}
