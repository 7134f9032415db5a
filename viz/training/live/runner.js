// The runner: makes steps as long as it plays, a few for each frame of the screen.

import { byId } from "../../web/dom.js";

const FRAME = 15, LEAST = 4; // milliseconds of a frame, and of it those that steps have at least
const CALM = 250; // milliseconds between pictures where motion is to be reduced

export class Runner {
  /** step: makes one and returns whether it could; show: paints; told: is told whether it plays */
  constructor({ step, show, told }) {
    Object.assign(this, { step, show, told, frame: null, speed: 1, made: 0, shownAt: 0, painting: 0 });
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
    const end = performance.now() + Math.max(LEAST, FRAME - this.painting);
    let made = 0, isGoing = true;
    while (isGoing && (this.speed ? made < this.speed : performance.now() < end)) {
      isGoing = this.step();
      if (isGoing) made++;
    }
    this.made = made;
    if (!isGoing) this.pause();
    if (isGoing && this.wantsCalm.matches && now - this.shownAt < CALM) return this.next();
    this.shownAt = now;
    const start = performance.now();
    this.show();
    this.painting = performance.now() - start;
    if (isGoing) this.next();
  }

  tell() {
    document.body.classList.toggle("playing", this.isPlaying);
    byId("play").setAttribute("aria-label", this.isPlaying ? "Pause" : "Play");
    this.told(this.isPlaying);
  }
}
