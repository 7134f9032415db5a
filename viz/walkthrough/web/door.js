// The door for a page around this one: `window.chalkgrad`, and the same by messages from a frame.

import { at, dataOf, placeOfLeaf } from "./live.js";
import { walk } from "./walk.js";

/**
 * Offer set(name, number), get(name), names(), go(step) and position(). An embedding page sends
 * {chalkgrad: "set", arguments: ["w", 2]} and is answered {chalkgrad: "set", answer: …} or, after
 * what was wrong, {chalkgrad: "set", error: …}; it is told the height, {chalkgrad: "height", …}.
 */
export function openDoor({ lanes, player, answers }) {
  const { traversal } = lanes[0];
  const door = {
    names: () => walk.nodes.map((node) => node.name),
    get: (name) => {
      const node = nodeOf(name);
      const end = traversal.ends.get(node);
      return { data: dataOf(node), grad: end === undefined ? null : at(end) };
    },
    set: (name, number) => {
      const leaf = placeOfLeaf.get(nodeOf(name));
      if (leaf === undefined) throw new Error(`${name} is no leaf that may change; allowed: ${leafNames()}`);
      if (!Number.isFinite(number)) throw new TypeError(`given ${number}; allowed: a finite number`);
      answers.set(leaf, number);
    },
    go: (step) => player.jump(step),
    position: () => player.position,
  };
  window.chalkgrad = Object.freeze(door);
  if (window.parent === window) return;
  window.addEventListener("message", (event) => answerTo(event, door));
  new ResizeObserver(() => tell(window.parent, { chalkgrad: "height", height: document.body.scrollHeight })).observe(document.body);
}

function answerTo({ data, source }, door) {
  const word = data && data.chalkgrad;
  if (source !== window.parent || typeof word !== "string" || !Object.hasOwn(door, word)) return;
  try {
    tell(source, { chalkgrad: word, answer: door[word](...(data.arguments || [])) });
  } catch (error) {
    tell(source, { chalkgrad: word, error: error.message });
  }
}

// Which page is around this one is not known, nor is anything secret told.
const tell = (page, message) => page.postMessage(message, "*");

const leafNames = () => [...placeOfLeaf.keys()].map((node) => walk.nodes[node].name).join(", ");

function nodeOf(name) {
  const node = walk.nodes.findIndex((one) => one.name === name);
  if (node < 0) throw new Error(`there is no ${name}; names() lists what there is`);
  return node;
}
