// The playground: a model that trains in the page, and everything that shows it.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { followTheme } from "../../web/theme.js";
import { Confusion } from "./confusion.js";
import { Curves } from "./curves.js";
import { Detail } from "./detail.js";
import { Editor } from "./editor.js";
import { Exchange } from "./exchange.js";
import { Fitted } from "./fitted.js";
import { History } from "./history.js";
import { listenToKeys } from "./keys.js";
import { Lattice } from "./lattice.js";
import { Legend } from "./legend.js";
import { Meaning } from "./meaning.js";
import { Network } from "./network.js";
import { Record } from "./record.js";
import { Runner } from "./runner.js";
import { Settings } from "./settings.js";
import { summaryOf } from "./summary.js";
import { Surface } from "./surface.js";
import { Trainer } from "./trainer.js";

const POINTS = [0, 120, 32]; // of the lattice along each axis, by the number of axes
const VIEWS = [Confusion, Fitted, Surface];

const data = readData();
const trainer = new Trainer(data);
const meaning = new Meaning(data);
const dimensions = data.limits.length;
const lattice = new Lattice(data.limits, POINTS[dimensions]);
const history = new History();
const legend = new Legend(meaning, dimensions === 2);
const editor = new Editor(trainer, meaning, legend, { changed: showSamples, say });
const view = new VIEWS[dimensions](byId("stage"), trainer, meaning, lattice, editor);
editor.rowOf = (numbers, label) => view.rowOf(numbers, label);
const curves = new Curves(history, { hasHeld: data.test.length > 0, hasAccuracy: data.countsRight });
const detail = new Detail(trainer, lattice, changeWeight);
const network = new Network(trainer, lattice, {
  chosen: (neuron) => showNeuron(neuron),
  wanted: (place, neuron) => { network.choose(neuron); detail.focus(place); },
});
const record = data.record ? new Record(data.record, data.names.length) : null;
let isReplaying = record !== null;
let room = ""; // the size that all parts were fitted to
const runner = new Runner({ step: advance, show: showStep, told: (isPlaying) => (isPlaying ? say("") : show()) });
const settings = new Settings(trainer, show, say);
new Exchange(trainer, { weightsLoaded: show, samplesLoaded: showSamples, say });

/** Make a step, or show the next of those recorded; return whether there was one. */
function advance() {
  if (!isReplaying) return makeStep();
  const isGoing = record.play(trainer, performance.now());
  byId("slider").value = record.position;
  return isGoing;
}

function makeStep() {
  const isMade = trainer.step();
  if (isMade) history.add({ step: trainer.steps, loss: trainer.loss, accuracy: trainer.accuracy });
  else say(trainer.fault);
  return isMade;
}

function measureHeld() {
  const { loss, accuracy } = trainer.measure(trainer.held);
  history.addHeld({ step: trainer.steps, heldLoss: loss, heldAccuracy: accuracy });
}

/** Show what the steps of a frame have made; the samples held out are measured once. */
function showStep() {
  if (!isReplaying) measureHeld();
  show();
}

/** Go to a step of the record. */
function seek(position) {
  if (!isReplaying) return;
  record.show(trainer, position);
  byId("slider").value = record.position;
  byId("slider").setAttribute("aria-valuetext", `step ${trainer.steps + 1} of ${record.loss.length}`);
  show();
}

/** Show the record from its start, with its curves. */
function replay() {
  isReplaying = true;
  const { all, held } = record.points(trainer);
  history.clear();
  all.forEach((point) => history.add(point));
  held.forEach((point) => history.addHeld(point));
  byId("continue").disabled = false;
  seek(0);
}

/** Train on from the step that is shown; what the optimizer kept of earlier steps is not recorded. */
function goOn() {
  runner.pause();
  isReplaying = false;
  history.cut(trainer.steps);
  byId("continue").disabled = true;
  say("training goes on from here, and the optimizer begins anew; Reset leads back to the record");
  show();
}

function show() {
  if (lattice.rows) lattice.ask(trainer);
  view.render();
  network.render();
  detail.render();
  curves.render(trainer.steps);
  byId("summary").textContent = summaryOf(trainer, runner.isPlaying && !isReplaying ? runner.made : 0);
}

function showSamples() {
  settings.showBatch();
  view.drawSamples();
  show();
}

function showNeuron(neuron) {
  detail.show(neuron, neuron === null ? "Neuron" : network.nameOf(neuron));
  network.render();
  detail.render();
}

function changeWeight(place, x) {
  const numbers = trainer.numbers.slice();
  numbers[place] = x;
  trainer.replace(numbers);
  show();
}

/** Begin again: from the record, or with the weights that `begin` gives the trainer. */
function restart(begin) {
  runner.pause();
  say("");
  history.clear();
  isReplaying = false;
  begin();
  byId("continue").disabled = !isReplaying;
  show();
}

function say(text) {
  byId("notice").textContent = text;
}

function step(n = 1) {
  runner.pause();
  if (isReplaying) {
    seek(record.position + n);
    return;
  }
  for (let i = 0; i < n && makeStep(); i++) measureHeld();
  runner.made = 0;
  show();
}

const seedOf = () => Math.max(0, Math.floor(Number(byId("seed").value)) || 0);
const reset = () => (record ? restart(replay) : restart(() => trainer.reset()));
const play = () => runner.play();
const pause = () => runner.pause();

function state() {
  const { steps, loss, accuracy } = trainer;
  const shown = (x) => (Number.isFinite(x) ? x : null);
  return { step: steps, loss: shown(loss), accuracy: shown(accuracy), weights: trainer.weights() };
}

const rooms = () => [document.querySelector("main"), network.host, curves.host];

/** Fit every part to its room, if that has changed. */
function resize() {
  const sizes = rooms().map(({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`).join();
  if (room === sizes) return;
  room = sizes;
  for (const part of [network, view, curves]) part.resize();
  show();
}

function readColors() {
  for (const part of [view, network, detail]) part.readColors();
  show();
}

function toggle() {
  if (runner.isPlaying) pause();
  else play();
}

const clicks = { play: toggle, step: () => step(), reset, random: () => restart(() => trainer.randomize(seedOf())) };
for (const id in clicks) byId(id).addEventListener("click", clicks[id]);
byId("speed").addEventListener("change", ({ target }) => (runner.speed = Number(target.value)));
byId("show-gradients").addEventListener("change", show);
byId("seed").value = data.seed;
byId("view-title").textContent = view.title;
byId("view-note").textContent = view.note;
byId("legend").hidden = dimensions === 0;
listenToKeys({
  " ": toggle, s: () => step(), r: reset,
  ...Object.fromEntries(meaning.classes.slice(0, 9).map((_, k) => [String(k + 1), () => legend.choose(k)])),
});
if (record) {
  byId("replay").hidden = false;
  byId("slider").max = record.last;
  byId("slider").addEventListener("input", ({ target }) => {
    const position = Number(target.value);
    runner.pause();
    if (!isReplaying) replay();
    seek(position);
  });
  byId("continue").addEventListener("click", goOn);
}
followTheme(readColors);
const observer = new ResizeObserver(resize);
rooms().forEach((part) => observer.observe(part)); // a caption that wraps makes its neighbour smaller
resize();
if (record) replay();
openDoor({ play, pause, step, reset, state });
