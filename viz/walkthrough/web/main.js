// The page of a walk: lanes side by side, the player, folding, and how large all of it is.

import { byId } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { Player } from "../../web/player.js";
import { followTheme } from "../../web/theme.js";
import { Answers } from "./answers.js";
import { Fitting } from "./fitting.js";
import { functionsOf } from "./functions.js";
import { Lane } from "./lane.js";
import { tellRoot } from "./heading.js";
import { leafNodes, recompute } from "./live.js";
import { renderPhases } from "./phases.js";
import { Quiz, gateOf } from "./quiz.js";
import { Reach } from "./reach.js";
import { boxId, folds, walk } from "./walk.js";

const MILLISECONDS = 1200; // of a step at speed 1
const FLIGHT = 700; // of a gradient on its way, at most
const LEAST_FLIGHT = 200; // below which there is nothing to see
const REST = 300; // milliseconds after a change, until edges move again

const host = byId("lanes");
const acts = { fold, unfold, set: (leaf, number) => answers.set(leaf, number) };
const first = new Lane(walk.traversals[0], host, acts); // alone when something is folded
const others = walk.traversals.slice(1).map((data) => new Lane(data, host, acts, first.traversal));
const lanes = [first, ...others];
const interval = () => MILLISECONDS / Number(byId("speed").value);
const fitting = new Fitting(host, lanes, shown);
const reach = new Reach(first, resizeSteps);
const [present, nextSize] = [() => fitting.present(), () => reach.nextSize()];
const player = new Player({
  show,
  interval,
  next: (position, by) => reach.next(position, by),
  keys: {
    ...{ Escape: fold, f: present, F: present, s: nextSize, S: nextSize },
    ...{ "+": () => fitting.resizeText(1), "-": () => fitting.resizeText(-1) },
  },
});
const quiz = walk.quiz ? new Quiz(first, found) : null;
let rest; // the time without changes

// ---- playing ----

function shown() {
  return byId("compare").checked ? lanes : [first];
}

const last = () => Math.max(...shown().map((lane) => lane.stops.length - 1));

function setLast() {
  reach.renew();
  player.setLast(last(), walk.quiz ? gateOf(first) : last());
}

function resizeSteps() {
  setLast();
  player.go(player.position);
}

function show(position) {
  const flight = player.isPlaying ? Math.min(FLIGHT, 0.6 * interval()) : FLIGHT;
  shown().forEach((lane) => {
    lane.title.textContent = lane.traversal.title;
    lane.go(position, reach, flight < LEAST_FLIGHT ? 0 : flight);
  });
  if (quiz) quiz.render(first.traversal.step, position === last());
  if (answers) answers.render();
  byId("count").textContent = `${position} / ${last()}`;
  return `${position} of ${last()}: ${tell()}`;
}

/** Say what has been done for who hears the page; return the heading. */
function tell() {
  const captions = shown().map((lane) => lane.told());
  const text = captions.map(([heading, words, lines]) => `${heading}. ${words} ${lines[0] || ""}`).join(" ");
  if (byId("live").textContent !== text) byId("live").textContent = text;
  return captions[0][0];
}

function compare() {
  const both = byId("compare").checked;
  host.classList.toggle("both", both);
  host.classList.toggle("single", !both);
  lanes.forEach((lane, i) => {
    lane.section.hidden = !both && i > 0;
    lane.title.hidden = !both;
  });
  byId("verdict").hidden = folds || naive.verdict === "" || (!both && lanes.length > 1);
  setLast();
  renderPhases(first);
  fitting.fit();
  shown().forEach((lane) => lane.attach());
  player.go(player.position);
}

/** Go to the first wrong sum, and in the right order to where it passes the same edge. */
function goToDifference() {
  player.jump(naive.diverges);
  const { use } = naive.steps[naive.diverges - 1];
  first.go(1 + first.traversal.steps.findIndex((step) => step.use === use), reach);
  first.title.textContent = `${first.traversal.title}, at the same edge`;
  tell();
}

/** Go on with a quiz, where something has been found. */
function found() {
  first.again();
  setLast();
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
  setLast();
  renderPhases(first);
  fitting.fit();
  player.go(first.stop);
}

// ---- other numbers ----

const answers = leafNodes.length > 0 ? new Answers(first.more, first.traversal, change) : null;

/** Compute and show everything for other numbers of the leaves; the step stays where it is. */
function change(numbers) {
  player.pause();
  host.classList.add("changing");
  clearTimeout(rest);
  rest = setTimeout(() => host.classList.remove("changing"), REST);
  recompute(numbers);
  tellRoot();
  const areOthers = lanes.filter((lane) => lane.refresh()).length > 0;
  if (areOthers) {
    setLast();
    renderPhases(first);
    player.go(first.stop);
  } else tell();
  answers.render();
  tellOfNaive();
}

// ---- the beginning ----

const naive = lanes.length > 1 ? lanes[1].traversal : { diverges: 0, verdict: walk.left };

function tellOfNaive() {
  const told = folds ? byId("folding").lastChild : byId("verdict").firstChild;
  told.textContent = naive.verdict;
  byId("diverges").hidden = naive.diverges === 0;
}

/** Begin at a step, and as a presentation, if the address says so: ?step=11&present=1. */
function begin() {
  const asked = new URLSearchParams(window.location.search);
  if (asked.get("present") === "1") document.body.classList.add("present");
  compare();
  const step = Number(asked.get("step"));
  if (Number.isInteger(step) && step > 0) player.go(step);
}

byId("diverges").addEventListener("click", goToDifference);
byId("speed").addEventListener("change", () => player.isPlaying && player.play());
byId("verdict").prepend("");
byId("folding").append("");
tellOfNaive();
byId("folding").hidden = !folds;
byId("compare-label").hidden = lanes.length === 1;
byId("compare").checked = walk.compare && lanes.length > 1;
byId("compare").addEventListener("change", compare);
followTheme();
fitting.watch();
begin();
openDoor(functionsOf({ traversal: first.traversal, player, answers }));
