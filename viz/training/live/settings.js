// The settings of a training, as `fit` and the optimizers have them, changed while it runs.

import { byId, html } from "../../web/dom.js";
import { numberField } from "./number-field.js";

const WORDS = { lr: "learning rate", weight_decay: "weight decay", "betas[0]": "β₁", "betas[1]": "β₂", eps: "ε" };

/** Draw the settings of a trainer; `changed` is called after each change that counts, `say` tells of one refused. */
export class Settings {
  constructor(trainer, changed, say) {
    Object.assign(this, { trainer, changed, say });
    const host = byId("settings"), label = html("label", { class: "field" }, host, "optimizer ");
    this.choice = html("select", { id: "optimizer" }, label);
    for (const { name } of trainer.rules) html("option", { value: name }, this.choice, name);
    this.choice.addEventListener("change", () => this.choose());
    const room = html("span", { class: "rules" }, host);
    this.own = trainer.rules.map((rule) => this.fieldsOf(rule, room));
    this.batch = this.number(host, { id: "set-batch", words: "batch size", number: 0, take: (x) => this.setBatch(x), min: 1, step: 1 });
    this.number(host, { id: "set-l2", words: "L2", number: trainer.l2, take: (x) => (trainer.l2 = x) });
    this.showBatch();
    this.showRule();
  }

  choose() {
    this.trainer.choose(this.choice.value);
    this.showRule();
    this.say("");
    this.changed();
  }

  /** Draw the fields of an optimizer; those of others lie over them, so that none moves the page. */
  fieldsOf({ settings, bounds }, room) {
    const element = html("span", { class: "own" }, room);
    const fields = Object.keys(settings).map((name) => [`set-${name}`, this.number(element, {
      words: WORDS[name] || name, number: settings[name], take: (x) => (settings[name] = x), id: "",
      below: Object.hasOwn(bounds, name) ? bounds[name] : Infinity,
    })]);
    return { element, fields };
  }

  showRule() {
    this.own.forEach(({ element, fields }, i) => {
      const isChosen = this.trainer.rules[i] === this.trainer.rule;
      element.classList.toggle("chosen", isChosen);
      for (const [id, field] of fields) field.id = isChosen ? id : "";
    });
  }

  /** Write the size of a batch; all samples may have become more, or fewer. */
  showBatch() {
    this.batch.value = this.trainer.batch || this.trainer.samples.n;
  }

  setBatch(size) {
    this.trainer.batch = size >= this.trainer.samples.n ? 0 : size;
  }

  number(host, { take, ...options }) {
    const taken = (x) => { take(x); this.changed(); };
    return numberField(host, { ...options, say: this.say, take: taken });
  }
}
