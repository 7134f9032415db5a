// Attention: for each head a table, a line for each place with what it takes from those so far.

import { byId, html } from "../../web/dom.js";
import { number } from "../../web/numbers.js";

const EDGE = "▸";
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Heads {
  constructor({ blocks }) {
    this.block = byId("block");
    for (let i = 0; i < blocks; i++) html("option", {}, this.block, `${i + 1}`);
    byId("block-field").hidden = blocks === 1;
    this.block.addEventListener("change", () => this.draw());
  }

  /** attention  for each block, head and place the shares of the places up to it */
  show(attention, letters) {
    Object.assign(this, { attention, names: [EDGE, ...letters] });
    this.draw();
  }

  draw() {
    byId("heads").replaceChildren();
    byId("share").textContent = "";
    this.attention[this.block.selectedIndex].forEach((shares, head) => this.table(shares, head));
  }

  table(shares, head) {
    const { names } = this;
    const table = html("table", {}, byId("heads"));
    html("caption", {}, table, `head ${head + 1}`);
    const top = html("tr", {}, html("thead", {}, table));
    html("td", { class: "corner" }, top);
    for (const name of names) html("th", { scope: "col" }, top, name);
    const body = html("tbody", {}, table);
    const cells = shares.map((line, place) => {
      const row = html("tr", {}, body);
      html("th", { scope: "row" }, row, names[place]);
      return Array.from(line, (share, source) => this.cell(row, { head, place, source, share }));
    });
    cells.at(-1).at(-1).tabIndex = 0;
    body.addEventListener("keydown", (event) => move(event, cells));
  }

  cell(row, { head, place, source, share }) {
    const cell = html("td", { tabindex: -1, style: `--share:${Number.isFinite(share) ? share : 0}` }, row, String(Math.round(100 * share)));
    const { names } = this;
    const tell = () => (byId("share").textContent =
      `head ${head + 1}: place ${place}, ${names[place]}, takes ${number(share, 3)} from place ${source}, ${names[source]}`);
    cell.addEventListener("focus", tell);
    cell.addEventListener("pointerenter", tell);
    return cell;
  }
}

/** The arrow keys lead from number to number; one of them can be reached by Tab. */
function move(event, cells) {
  const by = MOVES[event.key];
  const place = cells.findIndex((line) => line.includes(event.target));
  if (!by || place < 0) return;
  event.preventDefault();
  const next = cells[place + by[0]]?.[cells[place].indexOf(event.target) + by[1]];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
