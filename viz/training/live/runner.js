// The runner: makes steps as long as it plays, a few for each frame of the screen.

import { byId } from "../../web/dom.js";

const LEAST = 1, MOST = 8; // milliseconds of a frame that steps have
const DRAWING = 3; // milliseconds that pictures have
const LATE = 20; // milliseconds from frame to frame, where there are 60 in a second
const CALM = 250; // milliseconds between pictures where motion is to be reduced

export class Runner {
  /**
   * step  makes one and returns whether it could
   * show  draws, and is given the milliseconds that it has
   * told  is told whether it plays
   */
  constructor({ step, show, told }) {
    Object.assign(this, { step, show, told, frame: null, speed: 1, made: 0, shownAt: 0, ranAt: 0, time: MOST });
    this.wantsCalm = matchMedia("(prefers-reduced-motion: reduce)");
  }

  get isPlaying() {
    return this.frame !== null;
  }

  play() {
    if (!this.isPlaying) this.next();
    this.tell();
  }

  pause() {
    if (this.isPlaying) cancelAnimationFrame(this.frame);
    this.frame = null;
    this.tell();
  }

  next() {
    this.frame = requestAnimationFrame((now) => this.run(now));
  }

  run(now) {
    this.adapt(now);
    const isGoing = this.makeSteps();
    if (!isGoing) {
      this.pause();
      return;
    }
    if (!this.wantsCalm.matches || now - this.shownAt >= CALM) {
      this.shownAt = now;
      this.show(DRAWING);
    }
    this.next();
  }

  /** Give the steps less time after a frame that came late, and slowly more again. */
  adapt(now) {
    this.time = now - this.ranAt > LATE ? Math.max(LEAST, 0.8 * this.time) : Math.min(MOST, 1.1 * this.time);
    this.ranAt = now;
  }

  /** Make as many steps as are wanted and as there is time for, at least one. */
  makeSteps() {
    const end = performance.now() + this.time;
    this.made = 0;
    do {
      if (!this.step()) return false;
      this.made++;
    } while (this.made < this.speed && performance.now() < end);
    return true;
  }

  tell() {
    document.body.classList.toggle("playing", this.isPlaying);
    byId("play").setAttribute("aria-label", this.isPlaying ? "Pause" : "Play");
    this.told(this.isPlaying);
  }
}
