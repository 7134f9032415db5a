// The playground: a model that trains in the page, or is replayed and then trains on.

import { byId, readData } from "../../web/dom.js";
import { openControls, reveal } from "./controls.js";
import { Editor } from "./editor.js";
import { Exchange } from "./exchange.js";
import { History } from "./history.js";
import { Legend } from "./legend.js";
import { Meaning } from "./meaning.js";
import { Pen } from "./pen.js";
import { Playback } from "./playback.js";
import { Runner } from "./runner.js";
import { Seed } from "./seed.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { stateOf } from "./state.js";
import { summaryOf } from "./summary.js";
import { Trainer } from "./trainer.js";

const data = readData();
const trainer = new Trainer(data);
const meaning = new Meaning(data);
const history = new History();
const legend = new Legend(meaning, data.limits.length === 2);
const editor = new Editor(trainer, meaning, legend, { changed: showSamples, say });
const stage = new Stage(trainer, history, meaning, {
  hold: (board) => new Pen(board, trainer.samples, editor), changeWeight, say, verb: "change", told: tell,
});
editor.rowOf = (numbers, label) => stage.view.rowOf(numbers, label);
const runner = new Runner({ step: advance, show, showNext, told: (isPlaying) => (isPlaying ? say("") : show()) });
const playback = data.record
  ? new Playback(trainer, history, { shown: showRecorded, entered: () => runner.pause(), turned: (isOn) => (byId("continue").disabled = !isOn) })
  : null;
const settings = new Settings(trainer, show, say);
const seed = new Seed(data.seed, say);
new Exchange(trainer, { weightsLoaded, samplesLoaded: showSamples, say });

const isReplaying = () => playback !== null && playback.isOn;

/** Go on by a step, recorded or made; return whether there was one. */
function advance() {
  return isReplaying() ? playback.advance() : makeStep();
}

function makeStep() {
  const isMade = trainer.step();
  if (!isMade) say(trainer.fault);
  return isMade;
}

/** Measure what the model is like now, which curves and summary show alike. */
function look() {
  if (!isReplaying()) history.add(trainer.look());
}

function showNext() {
  look();
  stage.showNext();
}

function show() {
  look();
  stage.show();
}

function showSamples() {
  settings.showBatch();
  look();
  stage.showSamples();
}

function showRecorded() {
  say("");
  stage.show();
}

function tell() {
  byId("summary").textContent = isReplaying() ? playback.summary() : summaryOf(history.points[history.points.length - 1], {
    countsRight: data.countsRight, pace: runner.pace,
  });
}

/** Take another number for a weight; a record has none such, and is left. */
function changeWeight(place, x) {
  const numbers = trainer.numbers.slice();
  numbers[place] = x;
  trainer.replace(numbers);
  say("");
  weightsLoaded();
}

function weightsLoaded() {
  if (isReplaying()) playback.leave();
  show();
}

/** Train on from the step of the record that is shown; what the optimizer kept is not recorded. */
function goOn() {
  runner.pause();
  playback.leave();
  say("training goes on from here, and the optimizer begins anew; Reset leads back to the record");
  show();
}

function randomize() {
  runner.pause();
  if (playback) playback.turn(false);
  restart(() => trainer.randomize(seed.next()));
}

/** Begin again, with the weights that `begin` gives the trainer. */
function restart(begin) {
  say("");
  history.clear();
  begin();
  show();
}

function say(text) {
  byId("notice").textContent = text;
}

function step(n) {
  runner.pause();
  say("");
  if (isReplaying()) return playback.step(n);
  for (let i = 0; i < n && makeStep(); i++) look();
  show();
}

function reset() {
  runner.pause();
  if (playback) playback.begin();
  else restart(() => trainer.reset());
}

byId("random").addEventListener("click", randomize);
byId("continue").addEventListener("click", goOn);
byId("legend").hidden = data.limits.length === 0;
reveal(".trains");
if (data.limits.length) reveal(meaning.hasClasses ? ".edits, .chooses" : ".edits");
look();
stage.open();
openControls({
  runner, playback, step, reset, pace: data.pace, state: () => stateOf(trainer),
  keys: Object.fromEntries(meaning.classes.slice(0, 9).map((_, k) => [String(k + 1), () => legend.choose(k)])),
});
