// A quiz: in the backward pass each contribution is hidden until it is typed or asked for.

import { byId, html } from "../../web/dom.js";
import { shown } from "../../web/numbers.js";
import { at } from "./live.js";
import { namesOf } from "./screen.js";
import { equal } from "./sentences.js";
import { told } from "./telling.js";
import { changedBy, isBackward, ruleOf, walk } from "./walk.js";

const ENOUGH = 0.01; // relative; so far a number may be beside the right one
const done = new Map(); // step: whether it was right, at which try
const passed = new Set(); // steps inside folded boxes

/** Tell whether a step's contribution is still to be found. */
export const isHidden = (step) => walk.quiz && isBackward(step) && !done.has(step) && !passed.has(step);

/** Tell whether any of the contributions that a node has received is still to be found. */
export const hides = ({ received, steps }, node) => walk.quiz && received[node].some((i) => isHidden(steps[i]));

/** Ask no more for a step that was taken inside a folded box, where nothing is asked. */
export const pass = (step) => passed.add(step);

/** Return the first stop at which something is to be found; nothing beyond it is shown. */
export function gateOf({ stops, traversal, picture }) {
  const isAsked = (step) => step && isHidden(step) && !picture.isInside(step);
  const found = stops.findIndex((stop) => isAsked(traversal.steps[stop - 1]));
  return found < 0 ? stops.length - 1 : found;
}

export class Quiz {
  /** `answered` is told when a contribution of a lane has been found or shown. */
  constructor(lane, answered) {
    Object.assign(this, { lane, answered, tries: 0 });
    const host = lane.question;
    this.form = html("form", { class: "quiz" }, host);
    const label = html("label", {}, this.form, "Contribution ");
    this.field = html("input", { type: "number", step: "any", "aria-label": "Contribution" }, label);
    html("button", { type: "submit" }, this.form, "Answer");
    html("button", { type: "button" }, this.form, "Show it").addEventListener("click", () => this.end(false));
    this.told = html("p", { class: "told", "aria-live": "polite" }, host);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.judge();
    });
  }

  /** Ask for the contribution of a step, or ask for none. */
  render(step, isEnd) {
    const isAsked = Boolean(step) && isHidden(step);
    this.form.hidden = !isAsked;
    if (step === this.step) return;
    Object.assign(this, { step, tries: 0 });
    this.field.value = "";
    if (isAsked) this.field.focus();
    this.told.textContent = isEnd ? `Score: ${scored()}.` : "";
  }

  judge() {
    if (this.field.value === "") return;
    this.tries += 1;
    const [given, right] = [Number(this.field.value), at(this.step.by)];
    if (Math.abs(given - right) <= ENOUGH * Math.abs(right)) this.end(true);
    else this.told.textContent = `${shown(given)} is not right. ${hint(this.step, this.lane.picture)}`;
  }

  end(isRight) {
    const right = told(this.step.by);
    done.set(this.step, isRight ? this.tries : 0);
    this.form.hidden = true;
    const verdict = isRight ? "Right" : "It is";
    this.answered();
    this.told.textContent = `${verdict}: ${right}. Score: ${scored()}.`;
    byId("forward").focus(); // for the next one; the field is gone
  }
}

function scored() {
  const first = [...done.values()].filter((tries) => tries === 1).length;
  return `${first} of ${done.size} right at the first try`;
}

function hint(step, picture) {
  const names = namesOf([step], picture);
  const sign = `∂${names.quoted(ruleOf(step))}/∂${names.quoted(changedBy(step))}`;
  const slope = names.isHidden(ruleOf(step)) ? sign : equal(sign, names.filled(walk.uses[step.use]));
  return `It is ${told(step.upstream)} times the local derivative ${slope}.`;
}
