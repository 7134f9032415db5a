// The next letter: a bar and a number for each, and a click appends it.

import { byId, html } from "../../web/dom.js";

export class Letters {
  /** letters  of the model, and after them the end of a text; append is called with a letter */
  constructor(letters, append) {
    this.list = byId("letters");
    this.rows = [...letters, ""].map((letter) => this.row(letter, append));
    byId("sorted").addEventListener("change", () => this.arrange());
  }

  row(letter, append) {
    const item = html("li", {}, this.list);
    const button = html("button", { type: "button", class: "letter" }, item);
    html("span", { class: "name" }, button, letter || "end");
    html("span", { class: "bar" }, button);
    const probability = html("span", { class: "probability" }, button);
    button.addEventListener("click", () => append(letter));
    return { letter, item, button, probability };
  }

  /** isFull  whether no letter can be appended */
  show(probabilities, isFull) {
    this.probabilities = probabilities;
    const largest = Math.max(...probabilities);
    this.rows.forEach(({ letter, button, probability }, i) => {
      button.style.setProperty("--share", Number.isFinite(probabilities[i]) ? probabilities[i] : 0);
      button.classList.toggle("strongest", probabilities[i] === largest);
      button.disabled = letter === "" || isFull;
      probability.textContent = Number.isFinite(probabilities[i]) ? probabilities[i].toFixed(3) : "none";
    });
    this.arrange();
  }

  arrange() {
    const order = this.rows.map((_, i) => i);
    if (byId("sorted").checked) order.sort((i, j) => this.probabilities[j] - this.probabilities[i] || i - j);
    if (order.every((i, place) => this.list.children[place] === this.rows[i].item)) return;
    const focused = document.activeElement;
    this.list.append(...order.map((i) => this.rows[i].item));
    focused.focus();
  }
}
