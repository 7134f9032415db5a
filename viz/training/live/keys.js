// Keys of the whole page, where no control has a use for them of its own.

export function listenToKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const isTyping = event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea");
    const isPressing = event.key === " " && event.target.closest("button, input");
    if (isTyping || isPressing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
