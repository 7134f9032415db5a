// The list of the leaves that may change, those of one neuron or layer below its name.

import { html } from "../../web/dom.js";
import { LeafControl } from "./leaf.js";
import { leafNodes } from "./live.js";
import { walk } from "./walk.js";

const OWNED = /^(.+)\.([^\W\d][^.]*)$/; // layers.0.w1 is w1 of layers.0

/**
 * Build the list; return the controls in the leaves' order.
 *
 * set   is told of a leaf and its number
 * tell  is told what to say
 */
export function listLeaves(host, { set, tell }) {
  const list = html("div", { class: "leaves", role: "group", "aria-label": "Leaves" }, host);
  const controls = [];
  let heading;
  for (const leaf of inOrder()) {
    const [owner, short] = ownerAndName(leaf);
    if (owner !== heading && owner) html("h4", { "aria-hidden": "true" }, list, owner);
    heading = owner;
    const acts = { set: (number) => set(leaf, number), tell };
    controls[leaf] = new LeafControl(list, leafNodes[leaf], short, leaf, acts);
  }
  watch(list, controls);
  return controls;
}

function watch(list, controls) {
  const controlOf = new Map(controls.map((control) => [control.row, control]));
  const sight = new IntersectionObserver(
    (seen) => seen.forEach(({ target, isIntersecting }) => controlOf.get(target).see(isIntersecting)),
    { root: list },
  );
  controls.forEach(({ row }) => sight.observe(row));
}

const nameOf = (leaf) => walk.nodes[leafNodes[leaf]].name;

function ownerAndName(leaf) {
  const [, owner, short] = OWNED.exec(nameOf(leaf)) || ["", "", nameOf(leaf)];
  return [owner, short];
}

// Those without an owner first, then by name, w2 before w10.
function inOrder() {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const [owners, shorts] = [0, 1].map((k) => [...leafNodes.keys()].map((leaf) => ownerAndName(leaf)[k]));
  return [...leafNodes.keys()].sort((a, b) => compare(owners[a], owners[b]) || compare(shorts[a], shorts[b]));
}
