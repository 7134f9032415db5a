// What is said of the step that has just been done: a heading, words and lines of mathematics.

import { html } from "../../web/dom.js";
import { folds, groupOf, isBackward } from "./walk.js";

export function captionOf(traversal, picture) {
  const { step } = traversal;
  const [heading, words, lines] = traversal.captions[traversal.position];
  if (!step || !folds) return [heading, words, lines];
  if (picture.isInside(step)) return groupOf(picture.boxOf(step)).captions[isBackward(step) ? 1 : 0];
  return [picture.heading(step) || heading, [words, ...picture.whereabouts(step)].join(" "), lines];
}

export function renderCaption([heading, words, lines], host) {
  host.replaceChildren();
  html("h3", {}, host, heading);
  html("p", {}, host, words);
  const box = html("div", { class: "lines" }, host);
  for (const line of lines) { // wraps before a sign
    const paragraph = html("p", {}, box);
    for (const side of line.split(/(?= (?:=|\+=|·) )/)) html("span", {}, paragraph, side);
  }
}
