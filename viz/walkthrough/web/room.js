// How much room the graph has, with its panel below it or beside it.

import { measures, walk } from "./walk.js";

const LOWEST = 220; // of the graph, in pixels
const SHARE = [0.5, walk.quiz ? 0.5 : 0.62]; // of the window, with the caption below; more for a high graph
const AROUND = 170; // above and below the graph
const PRESENTED = { around: 60, share: 0.42, below: 412, panelAndGap: 452, most: 2 }; // as in the style; `most` times as large

// A frame is as high as its page, so that the height of its window tells nothing.
const isFramed = () => window.parent !== window && !document.fullscreenElement;
const isOfTwoColumns = () => window.matchMedia("(min-width: 760px)").matches; // as in the style

/** Tell whether the graph and its caption have the whole window. */
export const isPresented = () => document.body.classList.contains("present") && isOfTwoColumns();

/** Return how large a graph may become. */
export const mostScale = () => measures.mostScale * (isPresented() ? PRESENTED.most : 1);

const presented = () => window.innerHeight - PRESENTED.around;

// The height for a graph with the caption below it, and beside it.
function lowRoom({ height }) {
  if (isPresented()) return Math.max(PRESENTED.share * presented(), presented() - PRESENTED.below);
  if (isFramed()) return measures.frameRoom;
  const [least, most] = SHARE.map((share) => share * window.innerHeight);
  return Math.max(LOWEST, least, Math.min(most, height * measures.leastScale));
}

function tallRoom() {
  if (isPresented()) return presented();
  return isFramed() ? measures.frameRoom : Math.max(LOWEST, window.innerHeight - AROUND);
}

/** Lay out the lanes for a picture; return the height for it, and whether it may take all of it. */
export function arrange(host, picture) {
  const isWide = standsAbove(host.clientWidth, picture);
  host.classList.toggle("wide", isWide);
  if (isPresented()) return [host.querySelector(".stage").clientHeight, true];
  const isBeside = !isWide && host.classList.contains("single") && isOfTwoColumns();
  return [isBeside ? tallRoom() : lowRoom(picture), isBeside && !isFramed()];
}

// The panel stands below a graph that so is larger, and still fits, than with the panel beside it.
function standsAbove(width, picture) {
  const { width: across, height: down } = picture;
  const { leastScale, gain, flat } = measures;
  const panelAndGap = isPresented() ? PRESENTED.panelAndGap : measures.panelAndGap;
  const below = Math.min(mostScale(), width / across, lowRoom(picture) / down);
  const beside = Math.min(mostScale(), (width - panelAndGap) / across, tallRoom() / down);
  const isWhole = across * leastScale <= width;
  return below > gain * beside && (isWhole || down * leastScale <= flat);
}
