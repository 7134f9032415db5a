// What the reader may change: the leaves, by sliders and number fields, by steps of gradient descent.

import { html } from "../../web/dom.js";
import { button } from "./buttons.js";
import { Descent } from "./descent.js";
import { listLeaves } from "./leaves.js";
import { at, beginning, leafNodes, live, rootIf } from "./live.js";
import { hides, isHidden } from "./quiz.js";
import { told } from "./telling.js";
import { walk } from "./walk.js";

const CLOSE = 1e-5; // relative, of a slope and a central difference

export class Answers {
  /**
   * traversal  the one in topological order, for the gradients
   * changed    is told of other numbers of the leaves
   */
  constructor(host, traversal, changed) {
    Object.assign(this, { traversal, changed });
    this.host = html("div", { class: "answers" }, host);
    html("h3", {}, this.host, "Change a number: all others follow");
    this.controls = listLeaves(this.host, {
      set: (leaf, number) => this.set(leaf, number),
      tell: (text) => this.tell(text),
    });
    const bar = html("div", { class: "steps" }, this.host);
    const trained = this.trained();
    if (trained.length > 0) this.buildSteps(bar, trained);
    this.resetting = button(bar, "Reset all", "Bring all leaves back", () => this.begin(beginning));
    if (this.descent) this.descent.buildCurve(bar);
    this.told = html("p", { class: "told", "aria-live": "polite" }, this.host);
    window.addEventListener("beforeprint", () => this.controls.forEach((control) => control.see(true)));
    this.render();
  }

  buildSteps(bar, trained) {
    const acts = {
      gradientOf: (leaf) => this.gradientOf(leaf),
      move: (numbers) => this.changed(numbers),
      tell: (text) => this.tell(text),
      refuses: (what) => this.refuses(what),
    };
    this.descent = new Descent(bar, trained, acts);
    this.check = button(bar, "Check", "Compare each gradient with the central difference", () => this.toggleCheck());
    this.check.setAttribute("aria-pressed", "false");
  }

  /** Return the leaves that a step changes: parameters or, without any, all that require a gradient. */
  trained() {
    const all = [...leafNodes.keys()].filter((leaf) => walk.nodes[leafNodes[leaf]].gradient);
    const parameters = all.filter((leaf) => walk.nodes[leafNodes[leaf]].role === "parameter");
    return parameters.length > 0 ? parameters : all;
  }

  gradientOf(leaf) {
    const place = this.traversal.ends.get(leafNodes[leaf]);
    return place === undefined ? 0 : at(place);
  }

  tell(text) {
    this.told.textContent = text;
  }

  set(leaf, number) {
    const numbers = live.leaves.slice();
    numbers[leaf] = number;
    this.begin(numbers);
  }

  // The curve tells of steps; other numbers begin a new one.
  begin(numbers) {
    if (this.descent) this.descent.forget();
    this.tell("");
    this.changed(numbers);
  }

  // ---- a quiz ----

  /** Whether a quiz still asks for something, so that no gradient is told. */
  get isAsked() {
    return this.traversal.steps.some(isHidden);
  }

  /** Tell why something has to wait; return whether it has to. */
  refuses(what) {
    if (this.isAsked) this.tell(`${what} would tell the gradients: first find all contributions of the quiz.`);
    return this.isAsked;
  }

  // ---- checking ----

  get isChecking() {
    return Boolean(this.check) && this.check.getAttribute("aria-pressed") === "true";
  }

  toggleCheck() {
    if (this.refuses("Check")) return;
    this.check.setAttribute("aria-pressed", !this.isChecking);
    this.render();
  }

  /** Return the central difference of the root by a leaf, and what it says of the gradient. */
  checked(leaf) {
    const x = live.leaves[leaf];
    const step = 6e-6 * Math.max(1, Math.abs(x));
    const [low, high] = [x - step, x + step];
    const difference = (rootIf(leaf, high) - rootIf(leaf, low)) / (high - low);
    const gradient = this.gradientOf(leaf);
    const scale = Math.max(1, Math.abs(gradient), Math.abs(difference));
    const agrees = Math.abs(gradient - difference) <= CLOSE * scale;
    const isComplete = this.traversal.isComplete(leafNodes[leaf]);
    return { difference, verdict: isComplete ? (agrees ? "agrees" : "differs") : "incomplete" };
  }

  // ---- showing ----

  render() {
    const { isAsked, isChecking } = this;
    this.controls.forEach((control, leaf) => control.show(() => {
      const check = isChecking && !isAsked && walk.nodes[leafNodes[leaf]].gradient ? this.checked(leaf) : undefined;
      control.render(live.leaves[leaf], this.gradientShown(leafNodes[leaf]), check);
    }));
    if (this.check) this.check.setAttribute("aria-disabled", isAsked);
    if (this.descent) this.descent.render(isAsked);
    const isAtStart = live.leaves.every((number, leaf) => Object.is(number, beginning[leaf]));
    this.resetting.setAttribute("aria-disabled", isAtStart);
  }

  /** Write the gradient of a leaf as its box does at this step, nothing if it requires none. */
  gradientShown(node) {
    if (!walk.nodes[node].gradient) return undefined;
    if (hides(this.traversal, node)) return "?";
    const step = this.traversal.gradient(node);
    return step ? told(step.after) : "–";
  }
}
