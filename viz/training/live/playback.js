// A record that the player leads through, and that is left wherever training is to go on.

import { Player } from "../../web/player.js";
import { Record } from "./record.js";
import { summaryOf } from "./summary.js";

const PACE = 100; // milliseconds that a step stays while it plays

export class Playback {
  /**
   * model          a Trainer, or a Replayed
   * shown          is called after each change
   * entered        is called before the record takes the place of a training
   * turned         is told whether the record is what is shown, when that changes
   * toggle, keys   as a Player has them
   */
  constructor(model, history, { shown, entered = () => {}, turned = () => {}, ...controls }) {
    const { data } = model;
    Object.assign(this, { model, history, shown, entered, turned, record: new Record(data.record) });
    this.player = new Player({ show: (position) => this.show(position), interval: () => PACE, ...controls });
    this.player.setLast(this.record.last);
    this.enter();
    this.record.show(model, 0);
  }

  enter() {
    const { history, model, record } = this;
    Object.assign(history, { points: record.points(model), end: record.count });
    this.turn(true);
  }

  /** Replay from the start. */
  begin() {
    if (!this.isOn) this.enter();
    this.player.jump(0);
  }

  /** Train on from the step that is shown. */
  leave() {
    this.turn(false);
    this.history.cut(this.model.steps);
  }

  turn(isOn) {
    this.isOn = isOn;
    this.turned(isOn);
  }

  show(position) {
    if (!this.isOn) {
      this.entered();
      this.enter();
    }
    this.record.show(this.model, position);
    this.shown();
    return `step ${this.model.steps} of ${this.record.count}`;
  }

  /** Say what was recorded of the step that is shown. */
  summary() {
    const point = this.history.points.find(({ step }) => step === this.model.steps);
    return summaryOf(point, { countsRight: this.model.data.countsRight, last: this.record.count });
  }
}
