// What a pointer or the keyboard does to boxes and edges of a lane.

import { FocusOrder } from "./focus.js";
import { isGroup } from "./walk.js";

/** Listen to all boxes and edges of a lane's picture. */
export function listen(lane) {
  const { picture, acts, details } = lane;
  const { boxes, edges, title } = picture;
  for (const [id, handles] of boxes) listenTo(lane, handles, id, [], () => pressBox(lane, id));
  for (const { track } of boxes.values()) if (track) track.listen(acts.set);
  for (const edge of edges) listenTo(lane, edge, edge.to, [edge], () => details.chooseEdge(edge));
  if (title) onPress(lane, title, acts.fold);
  new FocusOrder(picture.focusOrder());
}

function pressBox({ acts, details, picture }, id) {
  if (isGroup(id)) acts.unfold(id);
  else details.chooseNode(picture.boxes.get(id).element, id);
}

function listenTo(lane, { element, box }, start, more, act) {
  const { picture } = lane; // the last blur comes when another is shown already
  const path = (on) => {
    for (const handles of [...picture.path(start), ...more]) handles.element.classList.toggle("path", on);
  };
  element.addEventListener("pointerenter", () => path(true));
  element.addEventListener("pointerleave", () => path(false));
  element.addEventListener("focus", () => { // by keyboard: what a click meets must not move away
    if (!element.matches(":focus-visible")) return;
    path(true);
    lane.viewport.show([box]);
  });
  element.addEventListener("blur", () => path(false));
  onPress(lane, element, act);
}

// Enter presses each box and edge; space plays, but a box that unfolds or folds takes it too.
function onPress({ viewport }, element, act) {
  const keys = element.hasAttribute("aria-expanded") ? ["Enter", " "] : ["Enter"];
  element.addEventListener("click", () => viewport.dragged || act());
  element.addEventListener("keydown", (event) => {
    if (!keys.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
