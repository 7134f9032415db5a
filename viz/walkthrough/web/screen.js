// What nodes are called on the screen: inside a folded box by the name of the box, in a frame by what
// their own boxes say.

import { said } from "./sentences.js";
import { groupOf, home, quoted, reads, ruleOf, walk } from "./walk.js";

const root = walk.nodes.length - 1;
const SIMPLE = /^[\p{L}_][\p{L}\p{N}_.]*$/u;
const HOLE = /[\ue000\ue003](\d+)[\ue001\ue002]/g; // for a number or a name, as formula.py writes them

export class Names {
  /** `nodes` are all that one caption names; two of them that boxes call the same have their whole names. */
  constructor(picture, nodes) {
    this.picture = picture;
    const own = [...new Set([root, ...nodes])].map((i) => this.own(i));
    this.twice = new Set(own.filter((name, k) => own.indexOf(name) < k));
  }

  own(i) {
    if (!this.picture.isHidden(i)) return walk.nodes[i].framed || walk.nodes[i].name;
    const { title: box, outputs } = groupOf(home.get(i));
    const place = 1 + outputs.indexOf(i);
    return place > 0 && outputs.length > 1 ? said("output", { place, box }) : box;
  }

  of(i) {
    const own = this.own(i);
    return this.twice.has(own) && !this.picture.isHidden(i) ? walk.nodes[i].name : own;
  }

  /** Return a name as it stands in a formula. */
  quoted(i) {
    const name = this.of(i);
    if (name === walk.nodes[i].name) return quoted(i);
    return SIMPLE.test(name) ? name : `(${name})`;
  }

  isHidden(i) {
    return this.picture.isHidden(i);
  }

  /** Write a formula in these names; one in numbers tells it too, unless there is another for names. */
  filled({ numbers = "", formula = numbers.replaceAll(" × ", "·") }) {
    return formula.replace(HOLE, (_, node) => this.quoted(Number(node)));
  }
}

/** Return a node and what it reads: all that is named where its rule is applied. */
export const around = (node) => [node, ...reads[node]];

/** Return the names for the caption of some steps. */
export const namesOf = (steps, picture) => new Names(picture, steps.flatMap((step) => around(ruleOf(step))));
