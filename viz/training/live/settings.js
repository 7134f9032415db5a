// The settings of a training, as `fit` and the optimizers have them, changed while it runs.

import { byId, html } from "../../web/dom.js";

const WORDS = { lr: "learning rate", weight_decay: "weight decay", "betas[0]": "β₁", "betas[1]": "β₂", eps: "ε" };

/** Draw the settings of a trainer; `changed` is called after each change that counts, `say` tells of one refused. */
export class Settings {
  constructor(trainer, changed, say) {
    Object.assign(this, { trainer, changed, say });
    this.host = byId("settings");
    const label = html("label", { class: "field" }, this.host, "optimizer ");
    this.choice = html("select", { id: "optimizer" }, label);
    for (const { name } of trainer.rules) html("option", { value: name }, this.choice, name);
    this.choice.addEventListener("change", () => this.choose());
    this.own = html("span", { class: "own" }, this.host);
    this.batch = this.number("batch", "batch size", 0, (x) => this.setBatch(x), { min: 1, step: 1 });
    this.showBatch();
    this.number("l2", "L2", trainer.l2, (x) => (trainer.l2 = x), { min: 0 });
    this.showRule();
  }

  choose() {
    this.trainer.choose(this.choice.value);
    this.showRule();
    this.changed();
  }

  showRule() {
    const { settings, bounds } = this.trainer.rule;
    this.own.replaceChildren();
    for (const name in settings) {
      const limits = { min: 0, below: Object.hasOwn(bounds, name) ? bounds[name] : Infinity };
      this.number(name, WORDS[name] || name, settings[name], (x) => (settings[name] = x), limits, this.own);
    }
  }

  /** Write the size of a batch; all samples may have become more, or fewer. */
  showBatch() {
    this.batch.value = this.trainer.batch || this.trainer.samples.n;
  }

  setBatch(size) {
    this.trainer.batch = size >= this.trainer.samples.n ? 0 : size;
  }

  /** Add a field for a number, and return it; the number is taken over as soon as it is one that is allowed. */
  number(id, words, number, take, { min, step = "any", below = Infinity }, host = this.host) {
    const label = html("label", { class: "field" }, host, `${words} `);
    const field = html("input", { type: "number", id: `set-${id}`, min, step, value: number }, label);
    let [taken, refused] = ["", ""];
    field.addEventListener("focus", () => (taken = field.value));
    field.addEventListener("change", () => {
      if (field.getAttribute("aria-invalid") !== "true") return;
      this.say(`${words}: given ${refused || "no number"}; allowed: ${allowed(min, below, step)}; it stays ${taken}`);
      field.value = taken;
      field.setAttribute("aria-invalid", false);
    });
    field.addEventListener("input", () => {
      const given = field.value === "" ? NaN : Number(field.value);
      const isAllowed = given >= min && given < below && (step === "any" || Number.isInteger(given));
      field.setAttribute("aria-invalid", !isAllowed);
      refused = field.value;
      if (!isAllowed) return;
      taken = field.value;
      take(given);
      this.changed();
    });
    return field;
  }
}

function allowed(min, below, step) {
  const kind = step === "any" ? "a number" : "a whole number";
  return `${kind}, ${min} or more${below < Infinity ? `, below ${below}` : ""}`;
}
