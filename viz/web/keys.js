// Keys of the whole page, where no control has a use for them of its own.

/** keys: what each of them does, by name, and again as long as it is held down, but for the space bar. */
export function listenToKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat && event.key === " ") return;
    if (!Object.hasOwn(keys, event.key) || isTaken(event)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

const LEADS = "input[type=range], input[type=radio]";
const TYPED = "select, textarea, input:not([type=range], [type=radio], [type=checkbox])";

/** A control keeps the keys that it answers to itself. */
function isTaken({ key, target }) {
  if (key === "Escape") return false;
  if (target.closest(TYPED)) return true;
  if (target.closest(LEADS) && (key.startsWith("Arrow") || ["Home", "End"].includes(key))) return true;
  return key === " " && target.closest("button, input, summary") !== null;
}
