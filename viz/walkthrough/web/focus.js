// The keyboard's way through a graph: one stop for Tab, and from there up and down along boxes and
// edges, each box with the edges that leave it. A large graph has a thousand of them.

export class FocusOrder {
  constructor(elements) {
    Object.assign(this, { elements, here: 0 });
    elements.forEach((element, i) => {
      element.setAttribute("tabindex", i === 0 ? 0 : -1);
      element.addEventListener("focus", () => this.enter(i));
      element.addEventListener("keydown", (event) => this.go(event, i));
    });
  }

  // Tab comes back to where it was.
  enter(i) {
    this.elements[this.here].setAttribute("tabindex", -1);
    this.elements[i].setAttribute("tabindex", 0);
    this.here = i;
  }

  go(event, i) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = this.elements[i + by];
    if (next) next.focus();
  }
}
