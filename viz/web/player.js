// The player of a page: buttons, slider and keys that lead through its positions.

import { byId, set } from "./dom.js";
import { listenToKeys } from "./keys.js";
import { showPlaying } from "./play-button.js";

export class Player {
  /**
   * show      draws a position, and returns what the slider says
   * interval  returns the milliseconds that a position stays while it plays
   * next      returns where a step from a position leads, forwards for 1 and backwards for -1
   * keys      what other keys do, by name
   * toggle    is called to play or to pause; by default this player does
   * changed   is told whether it plays, when that changes
   */
  constructor({ show, interval, next = (position, by) => position + by, keys = {}, changed = () => {}, toggle = () => this.toggle() }) {
    Object.assign(this, { show, interval, next, changed, position: 0, last: 0, limit: 0, timer: null });
    const actions = {
      start: () => this.jump(0),
      back: () => this.step(-1),
      play: toggle,
      forward: () => this.step(1),
      end: () => this.jump(this.limit),
    };
    for (const id in actions) byId(id).addEventListener("click", actions[id]);
    byId("slider").addEventListener("input", (event) => this.jump(Number(event.target.value)));
    const { start: Home, back: ArrowLeft, play, forward: ArrowRight, end: End } = actions;
    listenToKeys({ Home, ArrowLeft, " ": play, ArrowRight, End, ...keys });
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  get isPlaying() {
    return this.timer !== null;
  }

  /** Say which position is the last, and how far one may go for now. */
  setLast(last, limit = last) {
    Object.assign(this, { last, limit });
    byId("slider").max = last;
  }

  go(target) {
    this.position = Math.min(Math.max(target, 0), this.limit);
    const words = this.show(this.position);
    byId("slider").value = this.position;
    byId("slider").setAttribute("aria-valuetext", words);
    for (const id of ["start", "back"]) set(byId(id), { "aria-disabled": this.position === 0 });
    for (const id of ["end", "forward"]) set(byId(id), { "aria-disabled": this.position === this.limit });
    if (this.position === this.limit) this.pause();
  }

  jump(target) {
    this.pause();
    this.go(target);
  }

  step(by) {
    this.jump(this.next(this.position, by));
  }

  /** Play on, from the start if it has come to the end; a new interval counts from now. */
  play() {
    if (this.position === this.last) this.go(0);
    clearInterval(this.timer);
    this.timer = setInterval(() => this.go(this.next(this.position, 1)), this.interval());
    this.tell();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.tell();
  }

  tell() {
    showPlaying(this.isPlaying);
    this.changed(this.isPlaying);
  }
}
