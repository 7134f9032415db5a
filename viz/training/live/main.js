// The playground: a model that trains in the page, or is replayed and then trains on.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { listenToKeys } from "../../web/keys.js";
import { checkedSteps } from "./counts.js";
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
  hold: (board) => new Pen(board, trainer.samples, editor), changeWeight, verb: "change", told: tell,
});
editor.rowOf = (numbers, label) => stage.view.rowOf(numbers, label);
const keys = {
  " ": toggle, s: () => step(), r: reset,
  ...Object.fromEntries(meaning.classes.slice(0, 9).map((_, k) => [String(k + 1), () => legend.choose(k)])),
};
const playback = data.record ? new Playback(trainer, history, { shown: showRecorded, entered: pause, turned, toggle, keys }) : null;
const runner = new Runner({ step: makeStep, show, showNext, told: (isPlaying) => (isPlaying ? say("") : show()) });
const settings = new Settings(trainer, show, say);
const seed = new Seed(data.seed, say);
new Exchange(trainer, { weightsLoaded: show, samplesLoaded: showSamples, say });

const isReplaying = () => playback !== null && playback.isOn;

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

function tell() {
  byId("summary").textContent = isReplaying() ? playback.summary() : summaryOf(history.points[history.points.length - 1], {
    countsRight: data.countsRight, made: runner.isPlaying ? runner.made : 0,
  });
}

function changeWeight(place, x) {
  const numbers = trainer.numbers.slice();
  numbers[place] = x;
  trainer.replace(numbers);
  say("");
  show();
}

function showRecorded() {
  say("");
  stage.show();
}

function turned(isOn) {
  byId("continue").disabled = !isOn;
  byId("speed").disabled = isOn;
}

/** Train on from the step of the record that is shown; what the optimizer kept is not recorded. */
function goOn() {
  pause();
  playback.leave();
  say("training goes on from here, and the optimizer begins anew; Reset leads back to the record");
  show();
}

/** Begin again, with the weights that `begin` gives the trainer. */
function restart(begin) {
  pause();
  say("");
  if (playback) playback.turn(false);
  history.clear();
  begin();
  show();
}

function say(text) {
  byId("notice").textContent = text;
}

function step(given = 1) {
  const n = checkedSteps(given, isReplaying());
  pause();
  say("");
  if (isReplaying()) {
    playback.player.step(n);
    return;
  }
  for (let i = 0; i < n && makeStep(); i++) look();
  show();
}

function reset() {
  pause();
  say("");
  if (playback) playback.begin();
  else restart(() => trainer.reset());
}

function play() {
  (isReplaying() ? playback.player : runner).play();
}

function pause() {
  if (playback) playback.player.pause();
  runner.pause();
}

function toggle() {
  if ((isReplaying() ? playback.player : runner).isPlaying) pause();
  else play();
}

const clicks = { step: () => step(), reset, random: () => restart(() => trainer.randomize(seed.next())) };
for (const id in clicks) byId(id).addEventListener("click", clicks[id]);
byId("speed").addEventListener("change", ({ target }) => (runner.speed = Number(target.value)));
byId("legend").hidden = data.limits.length === 0;
byId("replay").hidden = playback === null;
byId("continue").addEventListener("click", goOn);
look();
stage.open();
if (playback) playback.begin();
else {
  listenToKeys(keys);
  byId("play").addEventListener("click", toggle);
}
openDoor({ play, pause, step, reset, state: () => stateOf(trainer) });
