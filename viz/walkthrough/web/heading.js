// The heading of the page: the root and its number.

import { shown } from "../../web/numbers.js";
import { dataOf } from "./live.js";
import { quoted, walk } from "./walk.js";

const root = walk.nodes.length - 1;

/** Write the number that the root has now. */
export function tellRoot() {
  document.querySelector("h1").textContent = `Walk: ${quoted(root)} = ${shown(dataOf(root))}`;
}
