// The keyboard's way through a graph: one stop for Tab, and from there up and down along boxes and
// lines, each box with the lines that leave it. A large graph has a thousand of them.

class Places {
  constructor(groups) {
    Object.assign(this, { groups, here: 0 });
    groups.forEach((group, i) => {
      group.setAttribute("tabindex", i === 0 ? 0 : -1);
      group.addEventListener("focus", () => this.enter(i));
      group.addEventListener("keydown", (event) => this.go(event, i));
    });
  }

  // Tab comes back to where it was.
  enter(i) {
    this.groups[this.here].setAttribute("tabindex", -1);
    this.groups[i].setAttribute("tabindex", 0);
    this.here = i;
  }

  go(event, i) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = this.groups[i + by];
    if (next) next.focus();
  }
}
