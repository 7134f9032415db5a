// What nodes are called on the screen: those inside a folded box go by the name of the box.

import { said } from "./sentences.js";
import { groupOf, home, quoted, walk } from "./walk.js";

/** Return the name that stands for a node in a picture; without one its own. */
export function onScreen(i, picture) {
  if (!picture || !picture.isHidden(i)) return walk.nodes[i].name;
  const { title: box, outputs } = groupOf(home.get(i));
  const place = 1 + outputs.indexOf(i);
  return place > 0 && outputs.length > 1 ? said("output", { place, box }) : box;
}

/** Return it as it stands in a formula. */
export function quotedOnScreen(i, picture) {
  if (!picture || !picture.isHidden(i)) return quoted(i);
  const name = onScreen(i, picture);
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : `(${name})`;
}
