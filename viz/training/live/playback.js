// A record that is replayed in a playground, and left wherever training is to go on.

import { byId } from "../../web/dom.js";
import { Record } from "./record.js";

export class Playback {
  /** shown: is called after each change; left, entered: when training goes on, and when it does not */
  constructor(trainer, history, { shown, left, entered }) {
    const { data } = trainer;
    Object.assign(this, { trainer, history, shown, entered, record: new Record(data.record, data.names.length), isOn: false });
    byId("replay").hidden = false;
    byId("slider").max = this.record.last;
    byId("slider").addEventListener("input", ({ target }) => {
      const position = Number(target.value);
      if (!this.isOn) this.begin();
      this.entered();
      this.seek(position);
    });
    byId("continue").addEventListener("click", () => { this.leave(); left(); });
  }

  /** Replay from the start. */
  begin() {
    this.history.points = this.record.points(this.trainer);
    this.turn(true);
    this.seek(0);
  }

  /** Train on from the step that is shown. */
  leave() {
    this.turn(false);
    this.history.cut(this.trainer.steps);
  }

  turn(isOn) {
    this.isOn = isOn;
    byId("continue").disabled = !isOn;
  }

  /** Show the next step if it is time; return whether there is one to come. */
  play() {
    const isGoing = this.record.play(this.trainer, performance.now());
    byId("slider").value = this.record.position;
    return isGoing;
  }

  step(by) {
    this.seek(this.record.position + by);
  }

  seek(position) {
    const { record, trainer } = this;
    record.show(trainer, position);
    byId("slider").value = record.position;
    byId("slider").setAttribute("aria-valuetext", `step ${trainer.steps} of ${record.loss.length}`);
    this.shown();
  }

  /** What was recorded of the step that is shown. */
  get point() {
    return this.history.points.find(({ step }) => step === this.trainer.steps);
  }
}
