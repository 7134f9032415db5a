// A record that is led through, and that is left wherever training is to go on.

import { byId, set } from "../../web/dom.js";
import { Record } from "./record.js";
import { summaryOf } from "./summary.js";

export class Playback {
  /**
   * model    a Trainer, or a Replayed
   * shown    is called after each change
   * entered  is called before another step of the record is shown
   * turned   is told whether the record is what is shown, when that changes
   */
  constructor(model, history, { shown, entered, turned = () => {} }) {
    Object.assign(this, { model, history, shown, entered, turned, record: new Record(model.data.record) });
    byId("slider").max = this.record.last;
    byId("slider").addEventListener("input", ({ target }) => this.go(Number(target.value)));
    this.enter();
    this.put(0);
  }

  enter() {
    const { history, model, record } = this;
    Object.assign(history, { points: record.points(model), end: record.count });
    this.turn(true);
  }

  /** Replay from the start. */
  begin() {
    this.go(0);
  }

  end() {
    this.go(this.record.last);
  }

  step(by) {
    this.go(this.record.position + by);
  }

  /** Show a position; positions are counted from 0. */
  go(position) {
    this.entered();
    if (!this.isOn) this.enter();
    this.put(position);
    this.shown();
  }

  /** Go on by a step that is not shown yet; return whether there was one. */
  advance() {
    const { position, last } = this.record;
    if (position < last) this.put(position + 1);
    return position < last;
  }

  /** Go back to the start, where there is no way on from the end. */
  rewind() {
    if (this.isOn && this.record.position === this.record.last) this.go(0);
  }

  put(position) {
    this.record.show(this.model, position);
    set(byId("slider"), { "aria-valuetext": `step ${this.model.steps} of ${this.record.count}` });
    byId("slider").value = this.record.position;
    this.mark();
  }

  /** Train on from the step that is shown. */
  leave() {
    this.turn(false);
    this.history.cut(this.model.steps);
  }

  turn(isOn) {
    this.isOn = isOn;
    this.turned(isOn);
    this.mark();
  }

  /** Mark the buttons that lead no further in the record. */
  mark() {
    const { position, last } = this.record, isFirst = position === 0, isLast = position === last;
    const ends = { reset: isFirst, back: isFirst, step: isLast, end: isLast };
    for (const id in ends) set(byId(id), { "aria-disabled": this.isOn && ends[id] });
  }

  /** Say what was recorded of the step that is shown. */
  summary() {
    const point = this.history.points.find(({ step }) => step === this.model.steps);
    return summaryOf(point, { countsRight: this.model.data.countsRight, last: this.record.count });
  }
}
