// How large everything is: the lanes in their window, as a page or as a presentation, and the text.

import { arrange } from "./room.js";
import { isNarrow } from "./walk.js";

const TEXT_FACTOR = 1.15;
const TEXT = { least: 0.6, most: 3 }; // times the usual size

export class Fitting {
  /** `shown` returns those of the lanes that are shown; the first one decides how they stand. */
  constructor(host, lanes, shown) {
    Object.assign(this, { host, lanes, shown, width: 0, isDown: isNarrow() });
  }

  /** Fit again whenever the width changes, and for paper. */
  watch() {
    new ResizeObserver(() => requestAnimationFrame(() => this.resized())).observe(this.host);
    window.addEventListener("beforeprint", () => this.print(true));
    window.addEventListener("afterprint", () => this.print(false));
  }

  print(isOn) {
    this.isOnPaper = isOn;
    if (isOn) this.shown().forEach((lane) => lane.viewport.showWhole());
    else this.fitAll();
  }

  /** Give the whole window to the graph and a large caption, or take it back. */
  present() {
    const isOn = document.body.classList.toggle("present");
    if (isOn && document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => {});
    if (!isOn && document.fullscreenElement) document.exitFullscreen();
    this.fitAll();
  }

  resizeText(by) {
    const size = Number(getComputedStyle(document.body).getPropertyValue("--text")) || 1;
    const next = Math.min(TEXT.most, Math.max(TEXT.least, size * TEXT_FACTOR ** by));
    document.body.style.setProperty("--text", next);
    this.fitAll();
  }

  fit() {
    this.width = this.host.clientWidth;
    const room = arrange(this.host, this.lanes[0].picture.data);
    this.shown().forEach((lane) => lane.viewport.first(...room));
  }

  fitAll() {
    this.fit();
    this.shown().forEach((lane) => lane.renderStep());
  }

  // A phone changes the height alone when its address bar comes and goes. A notebook may load the page
  // out of sight, without any width, and show it later; no event of the window tells of that.
  resized() {
    if (this.isOnPaper || this.host.clientWidth === this.width) return;
    if (this.isDown !== isNarrow()) this.layAnew();
    this.fitAll();
  }

  layAnew() {
    this.isDown = isNarrow();
    this.lanes.forEach((lane) => lane.open(lane.picture.opened + 1));
  }
}
