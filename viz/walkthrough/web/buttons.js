// Buttons, and what they do once or again and again while they are held down.

import { html } from "../../web/dom.js";

const HOLD = { wait: 400, between: 80 }; // milliseconds until a button that is held down repeats

/** Make a button at the end of a bar. */
export function button(bar, text, title, act) {
  const element = html("button", { type: "button", title }, bar, text);
  element.addEventListener("click", act);
  return element;
}

/** Make one that repeats while it is held down; the click itself comes when it is let go. */
export function repeatingButton(bar, text, title, act) {
  const element = html("button", { type: "button", title }, bar, text);
  let timer;
  let isRepeating = false;
  const again = () => {
    isRepeating = true;
    act();
    timer = setTimeout(again, HOLD.between);
  };
  element.addEventListener("pointerdown", () => {
    isRepeating = false;
    timer = setTimeout(again, HOLD.wait);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
    element.addEventListener(name, () => clearTimeout(timer));
  }
  element.addEventListener("click", () => isRepeating || act());
  return element;
}
