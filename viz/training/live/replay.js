// The replay of a recorded run: drag through its steps.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { Player } from "../../web/player.js";
import { checkedSteps } from "./counts.js";
import { History } from "./history.js";
import { listClasses } from "./legend.js";
import { Meaning } from "./meaning.js";
import { Record } from "./record.js";
import { Replayed } from "./replayed.js";
import { Stage } from "./stage.js";
import { summaryOf } from "./summary.js";

const MILLISECONDS = 100; // that a step stays while it plays

const data = readData();
const model = new Replayed(data);
const meaning = new Meaning(data);
const history = new History();
const record = new Record(data.record, data.names.length);
const stage = new Stage(model, history, meaning, { verb: "look at", told: tell });
const player = new Player({ show, interval: () => MILLISECONDS });

function show(position) {
  record.show(model, position);
  stage.show();
  return `step ${model.steps} of ${record.loss.length}`;
}

function tell() {
  const point = history.points.find(({ step }) => step === model.steps);
  byId("summary").textContent = summaryOf(point, { countsRight: data.countsRight, last: record.loss.length });
}

function state() {
  const { steps, loss, accuracy } = model;
  const weights = Object.fromEntries(data.names.map((name, i) => [name, model.numbers[i]]));
  return { step: steps, loss, accuracy: Number.isFinite(accuracy) ? accuracy : null, weights };
}

history.points = record.points(model);
record.show(model, 0);
listClasses(meaning);
stage.open();
player.setLast(record.last);
player.go(0);
openDoor({
  play: () => player.play(), pause: () => player.pause(), step: (n = 1) => player.step(checkedSteps(n, true)), reset: () => player.jump(0), state,
});
