// The data of the walk, and what follows from its structure. Its numbers are in live.js.

import { readData } from "../../web/dom.js";

export const walk = readData();
export const measures = walk.measures;

const narrow = window.matchMedia("(max-width: 759px)"); // as in the style

/** Tell whether the pictures are laid out for a narrow window, top down. */
export const isNarrow = () => walk.narrow.length > 0 && narrow.matches;
export const pictures = () => (isNarrow() ? walk.narrow : walk.pictures);

export const folds = walk.groups.length > 0;

// Boxes are numbered: nodes first, then groups.
export const boxId = (g) => walk.nodes.length + g;
export const isGroup = (id) => id >= walk.nodes.length;
export const groupOf = (id) => walk.groups[id - walk.nodes.length];
export const boxName = (id) => (isGroup(id) ? groupOf(id).title : walk.nodes[id].name);

export const isComparison = (i) => ["<", "<="].includes(walk.nodes[i].op);

/** Return the name of a node as it stands in a formula. */
export const quoted = (i) => walk.nodes[i].quoted || walk.nodes[i].name;

/** The uses of each node, those by which it reads its operands, and the nodes that it reads. */
export const usesOf = walk.nodes.map(() => []);
export const readsBy = walk.nodes.map(() => []);
export const reads = walk.nodes.map(() => []);
walk.uses.forEach(({ from, to }, i) => {
  usesOf[from].push(i);
  readsBy[to].push(i);
  reads[to].push(from);
});

/** Which folded boxes a node changes, and in which it is computed. */
export const changes = walk.nodes.map(() => []);
export const home = new Map();
walk.groups.forEach((group, g) => {
  for (const i of new Set([...group.members, ...group.parameters])) changes[i].push(boxId(g));
  for (const i of group.members) if (!walk.nodes[i].leaf) home.set(i, boxId(g));
});

// A step computes a node, or seeds it with a gradient, or passes a gradient on along a use; the last
// one is about all gradients.
export const isBackward = (step) => step.use !== undefined;
export const isEnd = (step) => step.all === true;
export const isForward = (step) => step.after === undefined && !isEnd(step);
export const isSeed = (step) => step.after !== undefined && !isBackward(step);

/** Return the node whose rule a step applies, and the one that the step changes. */
export const ruleOf = (step) => (isBackward(step) ? walk.uses[step.use].to : step.node);
export const changedBy = (step) => (isBackward(step) ? walk.uses[step.use].from : step.node);
