// Steps of gradient descent: how large they are, down or up, repeated while a button is held, and undone.

import { html } from "../../web/dom.js";
import { button, repeatingButton } from "./buttons.js";
import { Curve } from "./curve.js";
import { keepNumber } from "./field.js";
import { at, leafNodes, live } from "./live.js";
import { toldOf } from "./telling.js";
import { walk } from "./walk.js";

const root = walk.nodes.length - 1;

export class Descent {
  /**
   * trained     the leaves that a step changes
   * gradientOf  returns the gradient of a leaf
   * move        is told of other numbers of the leaves
   * tell        is told what to say below
   * refuses     tells why a step has to wait, and returns whether it has to
   */
  constructor(bar, trained, { gradientOf, move, tell, refuses }) {
    Object.assign(this, { trained, gradientOf, move, tell, refuses, size: 0.1 }); // of a step, η
    this.forget();
    this.buildSize(html("span", { class: "size" }, bar));
    const slope = `η · ∂${walk.root}/∂w`;
    this.ways = [
      repeatingButton(bar, `Down: w ← w − ${slope}`, "Take a step down, hold to repeat", () => this.step(-1)),
      repeatingButton(bar, "Up", `w ← w + ${slope}: take a step up, hold to repeat`, () => this.step(1)),
    ];
    this.undoing = button(bar, "Undo", "Undo the last step", () => this.undo());
  }

  buildSize(host) {
    const names = this.trained.map(nameOf);
    const kind = walk.nodes[leafNodes[this.trained[0]]].role === "parameter" ? "parameter" : "leaf";
    html("span", { title: names.join(", ") }, host, `w: ${allOf(names, kind)}`);
    const label = html("label", {}, host, "η ");
    const field = html("input", { type: "number", value: String(this.size), step: "any", "aria-label": "Step size η" }, label);
    const set = (number) => (this.size = number);
    keepNumber(field, { name: "η", number: () => this.size, short: String, set, tell: this.tell });
  }

  buildCurve(bar) {
    this.curve = new Curve(bar);
  }

  /** Forget the steps that were taken. */
  forget() {
    Object.assign(this, { taken: [], losses: [] }); // what the leaves were before each; the root's numbers
  }

  step(sign) {
    if (this.refuses("A step")) return;
    const before = live.leaves;
    const numbers = before.slice();
    for (const leaf of this.trained) numbers[leaf] += sign * this.size * this.gradientOf(leaf);
    const lost = this.trained.find((leaf) => !Number.isFinite(numbers[leaf]));
    if (lost !== undefined) {
      this.tell(`No step is taken: it would leave ${nameOf(lost)} without a number.`);
      return;
    }
    if (this.losses.length === 0) this.losses.push(at(walk.nodes[root].data));
    this.move(numbers);
    this.taken.push(before);
    this.losses.push(at(walk.nodes[root].data));
    this.tellSteps();
  }

  undo() {
    if (this.taken.length === 0) return;
    this.losses.pop();
    this.move(this.taken.pop());
    this.tellSteps();
  }

  tellSteps() {
    const count = this.taken.length;
    this.tell(`${count} step${count === 1 ? "" : "s"}: ${walk.root} = ${toldOf(root)}`);
    this.render(false);
  }

  /** isAsked: whether a step has to wait. */
  render(isAsked) {
    for (const element of this.ways) element.setAttribute("aria-disabled", isAsked);
    this.undoing.setAttribute("aria-disabled", this.taken.length === 0);
    this.curve.render(this.losses);
  }
}

const nameOf = (leaf) => walk.nodes[leafNodes[leaf]].name;

function allOf(names, kind) {
  if (names.length === 1) return `the ${kind} ${names[0]}`;
  return `${names.length === 2 ? "both" : `all ${names.length}`} ${kind === "leaf" ? "leaves" : "parameters"}`;
}
