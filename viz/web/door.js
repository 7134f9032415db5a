// The door for a lecturer's own page: functions by name, here and from the frame around.

import { tellHeight } from "./height.js";

/**
 * Offer functions as `window.chalkgrad`, and to the page that holds this one in a frame.
 *
 * That page sends { chalkgrad: { call: "step", arguments: [5], id: 1 } } and gets back
 * { chalkgrad: { id: 1, answer } }, or { chalkgrad: { id: 1, error } }; unasked it is sent
 * { chalkgrad: { height } }, the height of this page, whenever that changes.
 */
export function openDoor(functions) {
  window.chalkgrad = Object.freeze({ ...functions });
  window.addEventListener("message", ({ data, source }) => {
    const asked = data && data.chalkgrad;
    if (!asked || typeof asked.call !== "string" || !source) return;
    source.postMessage({ chalkgrad: { id: asked.id, ...answered(functions, asked) } }, "*");
  });
  tellHeight();
}

function answered(functions, { call, arguments: given = [] }) {
  try {
    if (!Object.hasOwn(functions, call)) {
      throw new Error(`call: given ${call}; allowed: ${Object.keys(functions).join(", ")}`);
    }
    const answer = functions[call](...given);
    return { answer: answer === undefined ? null : answer };
  } catch (error) {
    return { error: error.message };
  }
}
