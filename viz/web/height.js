// How high the page is, for the frame around it.

/** Tell the frame around how high the page is, now and whenever that changes. */
export function tellHeight() {
  if (window.parent === window) return;
  const tell = () => {
    const height = document.body.getBoundingClientRect().bottom + window.scrollY;
    window.parent.postMessage({ chalkgrad: { height } }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
}
