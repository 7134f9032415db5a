// Below the slider: where the forward pass ends and the backward pass begins.

import { byId } from "../../web/dom.js";
import { isForward } from "./walk.js";

export function renderPhases({ stops, traversal }) {
  const forward = stops.filter((stop) => stop > 0 && isForward(traversal.steps[stop - 1])).length;
  const backward = stops.length - 1 - forward;
  byId("forward-phase").style.flexGrow = forward;
  byId("backward-phase").style.flexGrow = backward;
  for (const id of ["backward-phase", "backward-word"]) byId(id).hidden = backward === 0;
}
