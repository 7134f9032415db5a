// The heading of the page: the root and its number.

import { toldOf } from "./telling.js";
import { quoted, walk } from "./walk.js";

const root = walk.nodes.length - 1;

/** Write the number that the root has now. */
export function tellRoot() {
  document.querySelector("h1").textContent = `Walk: ${quoted(root)} = ${toldOf(root)}`;
}
