// Light or dark: as Python was told or, for `auto`, as the notebook around is, else as the screen.

const root = document.documentElement;
const isTold = root.dataset.theme !== undefined;

/** Follow the frame around, and say when the colours have changed. */
export function followTheme(changed = () => {}) {
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
