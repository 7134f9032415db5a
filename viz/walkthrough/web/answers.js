// What the reader may change: the leaves, by sliders and number fields, by steps of gradient descent.

import { html } from "../../web/dom.js";
import { shown } from "../../web/numbers.js";
import { Curve } from "./curve.js";
import { listLeaves } from "./leaves.js";
import { at, beginning, leafNodes, live, rootIf } from "./live.js";
import { isHidden } from "./quiz.js";
import { walk } from "./walk.js";

const root = walk.nodes.length - 1;
const HOLD = { wait: 400, between: 80 }; // milliseconds until a button that is held down repeats
const ASKED = "Check would tell the gradients: first find all contributions of the quiz.";
const CLOSE = 1e-5; // relative, of a slope and a central difference

export class Answers {
  /**
   * traversal  the one in topological order, for the gradients
   * changed    is told of other numbers of the leaves
   */
  constructor(host, traversal, changed) {
    Object.assign(this, { traversal, changed, taken: [], losses: [] }); // steps taken: leaves before, root
    this.size = 0.1; // of a step, η
    this.host = html("div", { class: "answers" }, host);
    html("h3", {}, this.host, "Change a number: all others follow");
    this.controls = listLeaves(this.host, (leaf, number) => this.set(leaf, number));
    this.buildSteps(html("div", { class: "steps" }, this.host));
    this.told = html("p", { class: "told", "aria-live": "polite" }, this.host);
    this.render();
  }

  buildSteps(bar) {
    const trained = this.trained();
    const button = (text, title, act) => {
      const element = html("button", { type: "button", title }, bar, text);
      element.addEventListener("click", act);
      return element;
    };
    if (trained.length > 0) {
      const label = html("label", {}, bar, "η ");
      this.rate = html("input", { type: "number", value: String(this.size), step: "any", "aria-label": "Step size η" }, label);
      const of = `∂${walk.root}/∂w`;
      const moved = trained.map((leaf) => walk.nodes[leafNodes[leaf]].name).join(", ");
      this.down = button(`w ← w − η · ${of}`, `Take a step down, hold to repeat; w is each of ${moved}`, () => this.step(-1));
      this.up = button("+", `w ← w + η · ${of}: take a step up, hold to repeat`, () => this.step(1));
      this.up.setAttribute("aria-label", "Take a step up");
      [[this.down, -1], [this.up, 1]].forEach(([element, sign]) => repeat(element, () => this.step(sign)));
      this.undoing = button("Undo", "Undo the last step", () => this.undo());
      this.check = button("Check", "Compare each gradient with the central difference", () => this.toggleCheck());
      this.check.setAttribute("aria-pressed", "false");
    }
    this.resetting = button("Reset all", "Bring all leaves back", () => this.reset());
    this.curve = new Curve(bar);
  }

  /** Return the leaves that a step changes: parameters or, without any, all that require a gradient. */
  trained() {
    const all = leafNodes.map((node, leaf) => leaf).filter((leaf) => walk.nodes[leafNodes[leaf]].gradient);
    const parameters = all.filter((leaf) => walk.nodes[leafNodes[leaf]].role === "parameter");
    return parameters.length > 0 ? parameters : all;
  }

  gradientOf(leaf) {
    const place = this.traversal.ends.get(leafNodes[leaf]);
    return place === undefined ? 0 : at(place);
  }

  // ---- changes ----

  set(leaf, number) {
    const numbers = live.leaves.slice();
    numbers[leaf] = number;
    this.forget();
    this.changed(numbers);
  }

  reset() {
    this.forget();
    this.changed(beginning);
  }

  // The curve tells of steps; another number begins a new one.
  forget() {
    this.taken = [];
    this.losses = [];
    this.told.textContent = "";
  }

  step(sign) {
    const given = this.rate.valueAsNumber;
    if (!Number.isFinite(given)) {
      this.rate.value = this.size;
      this.told.textContent = `η: given no number; it stays ${this.size}`;
      return;
    }
    this.size = given;
    const numbers = live.leaves.slice();
    for (const leaf of this.trained()) numbers[leaf] += sign * this.size * this.gradientOf(leaf);
    if (this.losses.length === 0) this.losses.push(at(walk.nodes[root].data));
    this.taken.push(live.leaves);
    this.changed(numbers);
    this.losses.push(at(walk.nodes[root].data));
    this.render();
    this.tell();
  }

  undo() {
    if (this.taken.length === 0) return;
    this.losses.pop();
    this.changed(this.taken.pop());
    this.render();
    this.tell();
  }

  tell() {
    const count = this.taken.length;
    this.told.textContent = `${count} step${count === 1 ? "" : "s"}: ${walk.root} = ${shown(at(walk.nodes[root].data))}`;
  }

  // ---- checking ----

  /** Whether a quiz still asks for something, so that no gradient is told. */
  get isAsked() {
    return this.traversal.steps.some(isHidden);
  }

  toggleCheck() {
    if (this.isAsked) {
      this.told.textContent = ASKED;
      return;
    }
    const isOn = this.check.getAttribute("aria-pressed") !== "true";
    this.check.setAttribute("aria-pressed", isOn);
    this.render();
  }

  /** Return the central difference of the root by a leaf, and whether the gradient agrees with it. */
  checked(leaf) {
    const x = live.leaves[leaf];
    const step = 6e-6 * Math.max(1, Math.abs(x));
    const [low, high] = [x - step, x + step];
    const difference = (rootIf(leaf, high) - rootIf(leaf, low)) / (high - low);
    const gradient = this.gradientOf(leaf);
    const scale = Math.max(1, Math.abs(gradient), Math.abs(difference));
    return [difference, Math.abs(gradient - difference) <= CLOSE * scale];
  }

  // ---- showing ----

  render() {
    const isChecking = this.check && this.check.getAttribute("aria-pressed") === "true";
    const { isAsked } = this;
    this.controls.forEach((control, leaf) => control.show(() => {
      const isShown = walk.nodes[leafNodes[leaf]].gradient && !isAsked;
      const check = isChecking && isShown ? this.checked(leaf) : undefined;
      control.render(live.leaves[leaf], isShown ? this.gradientOf(leaf) : undefined, check);
    }));
    if (this.check) this.check.setAttribute("aria-disabled", isAsked);
    if (this.undoing) this.undoing.setAttribute("aria-disabled", this.taken.length === 0);
    const isAtStart = live.leaves.every((number, leaf) => Object.is(number, beginning[leaf]));
    this.resetting.setAttribute("aria-disabled", isAtStart);
    this.curve.render(this.losses);
  }
}

/** Repeat what a button does while it is held down; the click itself comes when it is let go. */
function repeat(button, act) {
  let timer;
  let isRepeating = false;
  const stop = () => clearTimeout(timer);
  button.addEventListener("pointerdown", () => {
    isRepeating = false;
    const again = () => {
      isRepeating = true;
      act();
      timer = setTimeout(again, HOLD.between);
    };
    timer = setTimeout(again, HOLD.wait);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(name, stop);
  button.addEventListener("click", (event) => isRepeating && event.stopImmediatePropagation(), { capture: true });
}
