// The runner: makes steps as long as it plays, a few for each frame of the screen.

import { showPlaying } from "../../web/play-button.js";

const STEPPING = 8; // milliseconds of a frame that steps have; the rest is for pictures
const LATE = 20; // milliseconds from frame to frame, where there are 60 in a second
const MOST_SKIPPED = 4; // frames without a picture, after late ones
const CALM = 250; // milliseconds between pictures where motion is to be reduced

export class Runner {
  /**
   * step      makes one and returns whether it could
   * show      draws everything
   * showNext  draws a part of it, where steps take all of their time
   * told      is told whether it plays
   */
  constructor({ step, show, showNext, told }) {
    Object.assign(this, { step, show, showNext, told, frame: null, speed: 1, made: 0, shownAt: 0, ranAt: 0, skipped: 0, sinceShown: 0 });
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
    if (this.isTimeToShow(now)) {
      Object.assign(this, { shownAt: now, sinceShown: 0 });
      if (this.made < this.speed) this.showNext();
      else this.show();
    }
    this.next();
  }

  isTimeToShow(now) {
    return this.wantsCalm.matches ? now - this.shownAt >= CALM : ++this.sinceShown > this.skipped;
  }

  /** Draw less often after a frame that came late, as pictures cost more than it takes to draw them. */
  adapt(now) {
    const isLate = now - this.ranAt > LATE;
    this.skipped = isLate ? Math.min(MOST_SKIPPED, this.skipped + 1) : Math.max(0, this.skipped - 0.1);
    this.ranAt = now;
  }

  /** Make as many steps as are wanted and as there is time for, at least one. */
  makeSteps() {
    const end = performance.now() + STEPPING;
    this.made = 0;
    do {
      if (!this.step()) return false;
      this.made++;
    } while (this.made < this.speed && performance.now() < end);
    return true;
  }

  tell() {
    showPlaying(this.isPlaying);
    this.told(this.isPlaying);
  }
}
