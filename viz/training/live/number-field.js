// A field for a number: what is allowed is taken over at once, what is refused says so and stays.

import { html } from "../../web/dom.js";

/**
 * Add a field with a label, and return it.
 *
 * words  what it is called
 * take   is called with each number that is allowed
 * say    tells of one that is not, until the next that is
 * min, below, step  what is allowed: from min up, below another number, whole ones if step is 1
 */
export function numberField(host, { id, words, number, take, say, min = 0, below = Infinity, step = "any" }) {
  const label = html("label", { class: "field" }, host, `${words} `);
  const field = html("input", { type: "number", id, min, step, value: number }, label);
  let [taken, refused] = ["", ""];
  field.addEventListener("focus", () => (taken = field.value));
  field.addEventListener("change", () => {
    if (field.getAttribute("aria-invalid") !== "true") return;
    say(`${words}: given ${refused || "no number"}; allowed: ${allowed(min, below, step)}; it stays ${taken}`);
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
    say("");
    take(given);
  });
  return field;
}

function allowed(min, below, step) {
  const kind = step === "any" ? "a number" : "a whole number";
  return `${kind}, ${min} or more${below < Infinity ? `, below ${below}` : ""}`;
}
