// What a lecturer's own page may ask of a walk, by the door.

import { at, dataOf, placeOfLeaf } from "./live.js";
import { isHidden } from "./quiz.js";
import { walk } from "./walk.js";

/** Return set(name, number), get(name), names(), go(step) and position(). */
export function functionsOf({ traversal, player, answers }) {
  return {
    names: () => walk.nodes.map((node) => node.name),
    get: (name) => {
      const node = nodeOf(name);
      const end = traversal.ends.get(node);
      const isAsked = traversal.needed[node].some((i) => isHidden(traversal.steps[i])); // by a quiz
      return { data: dataOf(node), grad: end === undefined || isAsked ? null : at(end) };
    },
    set: (name, number) => {
      const leaf = placeOfLeaf.get(nodeOf(name));
      if (leaf === undefined) throw new Error(`${name} is no leaf that may change; allowed: ${leafNames()}`);
      if (!Number.isFinite(number)) throw new TypeError(`given ${number}; allowed: a finite number`);
      answers.set(leaf, number);
    },
    go: (step) => {
      if (!Number.isInteger(step)) throw new TypeError(`go: given ${String(step)}; allowed: a whole number, 0 for the start`);
      player.jump(step);
    },
    position: () => player.position,
  };
}

const leafNames = () => [...placeOfLeaf.keys()].map((node) => walk.nodes[node].name).join(", ");

function nodeOf(name) {
  const node = walk.nodes.findIndex((one) => one.name === name);
  if (node < 0) throw new Error(`there is no ${name}; names() lists what there is`);
  return node;
}
