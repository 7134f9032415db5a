// The page of a walk: lanes side by side, the player, folding, and how large all of it is.

import { byId } from "../../web/dom.js";
import { Player } from "../../web/player.js";
import { followTheme } from "../../web/theme.js";
import { Lane } from "./lane.js";
import { boxId, folds, measures, walk } from "./walk.js";

const MILLISECONDS = 1200; // of a step at speed 1
const LOWEST = 220; // of the graph, in pixels

const host = byId("lanes");
const lanes = walk.traversals.map((data) => new Lane(data, host, { fold, unfold }));
const [first] = lanes; // which alone is there when something is folded
const player = new Player({
  show,
  interval: () => MILLISECONDS / Number(byId("speed").value),
  keys: { Escape: fold },
});
let width = 0;

// ---- playing ----

const shown = () => (byId("compare").checked ? lanes : [first]);
const last = () => Math.max(...shown().map((lane) => lane.stops.length - 1));

function show(position) {
  shown().forEach((lane) => lane.go(position));
  const captions = shown().map((lane) => lane.told());
  byId("count").textContent = `${position} / ${last()}`;
  byId("live").textContent = captions.map(([heading, words, lines]) => `${heading}. ${words} ${lines[0] || ""}`).join(" ");
  return `${position} of ${last()}: ${captions[0][0]}`;
}

function compare() {
  const both = byId("compare").checked;
  host.className = both ? "both" : "single";
  lanes.forEach((lane, i) => {
    lane.section.hidden = !both && i > 0;
    lane.title.hidden = !both;
  });
  byId("verdict").hidden = folds || (!both && lanes.length > 1);
  player.setLast(last());
  resize();
  shown().forEach((lane) => lane.attach());
  player.go(player.position);
}

// ---- folding ----

function unfold(id) {
  turnTo(1 + id - boxId(0));
  const { title, data } = first.picture;
  first.viewport.showFrom(data.cluster);
  title.focus({ preventScroll: true });
}

function fold() {
  const group = first.picture.opened;
  if (group < 0) return;
  turnTo(0);
  first.picture.boxes.get(boxId(group)).element.focus({ preventScroll: true });
}

// What is done stays done; the stop is the next one of the new picture.
function turnTo(p) {
  player.pause();
  first.open(p);
  player.setLast(last());
  resize();
  player.go(first.stop);
}

// ---- sizes ----

// The height for a graph with the caption below it, and beside it.
const lowRoom = () => Math.max(LOWEST, window.innerHeight * 0.62);
const tallRoom = () => Math.max(LOWEST, window.innerHeight - 170);

// The panel stands below a graph that so is larger, and still fits, than with the panel beside it.
function isWide() {
  const { width: across, height: down } = walk.pictures[0];
  const { panelAndGap, leastScale, mostScale, gain } = measures;
  const below = Math.min(mostScale, width / across, lowRoom() / down);
  const beside = Math.min(mostScale, (width - panelAndGap) / across, tallRoom() / down);
  return below > gain * beside && width / across >= leastScale;
}

function resize() {
  width = host.clientWidth;
  const wide = isWide();
  host.classList.toggle("wide", wide);
  const beside = !wide && host.className === "single" && window.matchMedia("(min-width: 760px)").matches;
  shown().forEach((lane) => lane.viewport.first(beside ? tallRoom() : lowRoom(), beside));
}

// A phone changes the height alone when its address bar comes and goes. A notebook may load the page
// out of sight, without any width, and show it later; no event of the window tells of that.
function resized() {
  if (host.clientWidth === width) return;
  resize();
  shown().forEach((lane) => lane.renderStep());
}

// ---- the beginning ----

const diverges = lanes.length > 1 ? walk.traversals[1].diverges : 0;
byId("diverges").hidden = diverges === 0;
byId("diverges").addEventListener("click", () => player.jump(diverges));
byId("speed").addEventListener("change", () => player.isPlaying && player.play());
byId("verdict").prepend(walk.verdict);
if (folds) byId("folding").append(walk.verdict);
byId("folding").hidden = !folds;
byId("compare-label").hidden = lanes.length === 1;
byId("compare").checked = walk.compare && lanes.length > 1;
byId("compare").addEventListener("change", compare);
followTheme();
new ResizeObserver(() => requestAnimationFrame(resized)).observe(host);
compare();
