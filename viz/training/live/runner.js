// The runner: makes steps as long as it plays, a few for each frame of the screen.

import { showPlaying } from "../../web/play-button.js";
import { paceWords } from "./speeds.js";

const STEPPING = 8; // milliseconds of a frame that steps have; the rest is for pictures
const LATE = 20; // milliseconds from frame to frame, where there are 60 in a second
const MOST_SKIPPED = 4; // frames without a picture, after late ones
const CALM = 250; // milliseconds between pictures where motion is to be reduced

export class Runner {
  /**
   * step      makes one and returns whether it could
   * show      draws everything
   * showNext  draws a part of it, where steps take all of their time
   * told      is told whether it plays, when that changes
   */
  constructor({ step, show, showNext, told }) {
    Object.assign(this, { step, show, showNext, told, frame: null, made: 0, dueAt: 0, shownAt: 0, ranAt: 0, skipped: 0, sinceShown: 0 });
    this.setSpeed({ pause: 0, most: 1 });
    this.wantsCalm = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** pause: milliseconds from step to step, 0 for steps in every frame; most: steps of a frame */
  setSpeed({ pause, most }) {
    Object.assign(this, { between: pause, most });
  }

  get isPlaying() {
    return this.frame !== null;
  }

  /** How fast it plays, in words; none while it does not. */
  get pace() {
    return this.isPlaying ? paceWords(this.between, this.made) : "";
  }

  play() {
    if (this.isPlaying) return;
    this.dueAt = performance.now() + this.between;
    this.next();
    this.tell();
  }

  pause() {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.tell();
  }

  next() {
    this.frame = requestAnimationFrame((now) => this.run(now));
  }

  run(now) {
    this.adapt(now);
    if (now >= this.dueAt) {
      this.dueAt = Math.max(this.dueAt + this.between, now);
      if (!this.makeSteps()) return this.pause();
      if (this.isTimeToShow(now)) this.draw(now);
    }
    this.next();
  }

  draw(now) {
    Object.assign(this, { shownAt: now, sinceShown: 0 });
    if (this.made < this.most) this.showNext();
    else this.show();
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
    } while (this.made < this.most && performance.now() < end);
    return true;
  }

  tell() {
    showPlaying(this.isPlaying);
    this.told(this.isPlaying);
  }
}
