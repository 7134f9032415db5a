// The replay of a recorded run: drag through its steps.

import { byId, readData } from "../../web/dom.js";
import { openControls } from "./controls.js";
import { History } from "./history.js";
import { listClasses } from "./legend.js";
import { Meaning } from "./meaning.js";
import { Playback } from "./playback.js";
import { Replayed } from "./replayed.js";
import { Runner } from "./runner.js";
import { Stage } from "./stage.js";
import { stateOf } from "./state.js";

const data = readData();
const model = new Replayed(data);
const meaning = new Meaning(data);
const history = new History();
const show = () => stage.show();
const runner = new Runner({ step: () => playback.advance(), show, showNext: () => stage.showNext(), told: (isPlaying) => isPlaying || show() });
const playback = new Playback(model, history, { shown: show, entered: () => runner.pause() });
const stage = new Stage(model, history, meaning, {
  verb: "look at", told: () => (byId("summary").textContent = playback.summary()),
});

listClasses(meaning);
stage.open();
openControls({
  runner, playback, pace: data.pace, step: (n) => playback.step(n), reset: () => playback.begin(), state: () => stateOf(model),
});
