// A number field that always holds a number in the end.

import { minus, repr } from "../../web/numbers.js";

/**
 * Set each number that is typed. A field without one goes back to the number in force when it is left,
 * or at Enter, and that is told.
 *
 * name    of what it holds, as it is told
 * number  returns the number in force
 * short   writes it for a field that is not being typed in
 * set     is told of a number
 * tell    is told what to say
 */
export function keepNumber(field, { name, number, short, set, tell }) {
  const settle = () => {
    if (field.value !== "") return;
    field.value = String(number());
    tell(`${name}: given no number; it stays ${minus(repr(number()))}`);
  };
  field.addEventListener("input", () => field.value !== "" && set(Number(field.value)));
  field.addEventListener("focus", () => (field.value = String(number()))); // all digits
  field.addEventListener("keydown", ({ key }) => key === "Enter" && settle());
  field.addEventListener("blur", () => {
    settle();
    field.value = short(number());
  });
}
