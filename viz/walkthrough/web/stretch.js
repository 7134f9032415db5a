// How far one step leads, along an edge, through a box or through a layer, and what is said of more
// than one edge.

import { MOST_LINES, atMost, captionIn, shortRule } from "./caption.js";
import { namesOf } from "./screen.js";
import { counted, said } from "./sentences.js";
import { boxName, isBackward, isEnd, isForward, isSeed, ruleOf, walk } from "./walk.js";

const MOST_NAMES = 3;
const OF = {
  box: (step, picture) => picture.boxOf(step),
  layer: (step) => walk.nodes[ruleOf(step)].layer,
};

/**
 * Return the stops at which a stretch ends: every stop, or the last one in a row that is about the
 * same box or the same layer. The positions of a walk count stops, whatever the stretch is.
 */
export function endsOf({ stops, traversal, picture }, size) {
  const keys = stops.map((stop) => keyOf(traversal.steps[stop - 1], picture, size));
  return [...stops.keys()].filter((i) => !OF[size] || keys[i] !== keys[i + 1]);
}

function keyOf(step, picture, size) {
  if (!step || !OF[size]) return "";
  const kind = [isForward, isSeed, isBackward, isEnd].findIndex((is) => is(step));
  return `${kind} ${OF[size](step, picture)}`;
}

/** Return the steps that are shown at a stop: those at the stops of its stretch. */
export function stepsUpTo({ stops, traversal }, ends, stop) {
  const before = stop > ends.at(-1) ? stop - 1 : ends.findLast((end) => end < stop);
  const begun = before ?? stop; // the naive order is longer than the one whose ends these are
  return stops.slice(begun + 1, stop + 1).map((done) => traversal.steps[done - 1]);
}

/** Return the caption of several steps: of one box, or of one layer. */
export function captionOfStretch(steps, traversal, picture, size) {
  const [first] = steps;
  const shown = steps.slice(0, MOST_LINES);
  const names = namesOf(shown, picture);
  const lines = shown.map((step) => lineOf(step, traversal, picture, names));
  const heading = said(isForward(first) ? "forward" : "seed", { node: whole(steps, picture, size) });
  const edges = steps.flatMap((step) => picture.edgesOfStep(step)).length;
  const words = isForward(first) ? said("values", { count: steps.length }) : said("edges", { counts: counted(edges, "edge") });
  return [heading, isForward(first) || edges > 0 ? words : "", atMost(lines, steps.length)];
}

// Of what happens inside a folded box the words tell, elsewhere the first line.
function lineOf(step, traversal, picture, names) {
  if (isBackward(step) && !picture.isInside(step)) return shortRule(step, names);
  const [, words, [line]] = captionIn(names, step, traversal, picture);
  return picture.isInside(step) ? words : line;
}

function whole(steps, picture, size) {
  const layer = walk.layers[walk.nodes[ruleOf(steps[0])].layer];
  if (size === "layer" && layer) return layer;
  const names = [...new Set(steps.map((step) => boxName(picture.boxOf(step))))];
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
