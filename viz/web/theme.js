// Light or dark: as Python was told or, for `auto`, as the notebook around is, else as the screen.

const root = document.documentElement;
const isTold = root.dataset.theme !== undefined;

/** Follow the frame around, and say when the colours have changed; on paper they are light. */
export function followTheme(changed = () => {}) {
  followPrinting(changed);
  if (isTold) return;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  window.addEventListener("message", ({ data, source }) => {
    const theme = data && data.chalkgrad && data.chalkgrad.theme;
    if (source !== window.parent || !["light", "dark"].includes(theme)) return;
    root.dataset.theme = theme;
    changed();
  });
  if (window.parent !== window) window.parent.postMessage({ chalkgrad: { asks: "theme" } }, "*");
}

/** Say when a page is printed: what is painted is painted anew, before the browser copies it. */
function followPrinting(changed) {
  let theme;
  matchMedia("print").addEventListener("change", changed);
  window.addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    changed();
  });
  window.addEventListener("afterprint", () => {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    changed();
  });
}
