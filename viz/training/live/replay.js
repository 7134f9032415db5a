// The replay of a recorded run: drag through its steps.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { checkedSteps } from "./counts.js";
import { History } from "./history.js";
import { listClasses } from "./legend.js";
import { Meaning } from "./meaning.js";
import { Playback } from "./playback.js";
import { Replayed } from "./replayed.js";
import { Stage } from "./stage.js";
import { stateOf } from "./state.js";

const data = readData();
const model = new Replayed(data);
const meaning = new Meaning(data);
const history = new History();
const playback = new Playback(model, history, { shown: () => stage.show() });
const stage = new Stage(model, history, meaning, {
  verb: "look at", told: () => (byId("summary").textContent = playback.summary()),
});
const { player } = playback;

listClasses(meaning);
stage.open();
playback.begin();
openDoor({
  play: () => player.play(), pause: () => player.pause(), step: (n = 1) => player.step(checkedSteps(n, true)),
  reset: () => playback.begin(), state: () => stateOf(model),
});
