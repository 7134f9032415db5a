// How far one step leads: along an edge, through a box or through a layer, as the reader chooses.

import { byId } from "../../web/dom.js";
import { endsOf } from "./stretch.js";

const LAYER = { offered: "layer", pointless: "layer = box" };

export class Reach {
  /** `changed` is told when another size is chosen. */
  constructor(lane, changed) {
    Object.assign(this, { lane, changed, ends: [0], size: "edge" }); // where the stretches end
    this.select = byId("size");
    this.select.addEventListener("change", changed);
  }

  /** Find where stretches end, now that the picture or its steps are others. */
  renew() {
    this.size = this.select.value;
    this.ends = endsOf(this.lane, this.size);
    this.offerLayer();
  }

  // Without names, and with one box after the other, a layer is a box.
  offerLayer() {
    const option = this.select.querySelector("[value=layer]");
    const [boxes, layers] = ["box", "layer"].map((size) => endsOf(this.lane, size));
    option.disabled = boxes.length === layers.length && boxes.every((end, i) => end === layers[i]);
    option.textContent = option.disabled ? LAYER.pointless : LAYER.offered;
  }

  /** Return where a step from a position leads, forwards for 1 and backwards for -1. */
  next(position, by) {
    const { ends } = this;
    const end = by > 0 ? ends.find((stop) => stop > position) : ends.findLast((stop) => stop < position);
    return position + by > ends.at(-1) || end === undefined ? position + by : end;
  }

  nextSize() {
    const { options, selectedIndex } = this.select;
    const isNext = (option, i) => i > selectedIndex && !option.disabled;
    this.select.selectedIndex = Math.max(0, [...options].findIndex(isNext));
    this.changed();
  }
}
