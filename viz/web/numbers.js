// Numbers as `viz.style.number` writes them.

const ENOUGH = 30; // digits to tell a number that lies in the middle from one that lies beside it

/** Write the minus signs of a number as such. */
export const minus = (text) => text.replaceAll("-", "−");

/** Write a number with so many significant digits, "none" for one that is not finite. */
export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return "none";
  const [mantissa, power] = scientific(x, digits);
  if (power >= -4 && power < digits) return minus(String(Number(`${mantissa}e${power}`)));
  return minus(`${Number(mantissa)}e${power[0]}${power.slice(1).padStart(2, "0")}`);
}

const OTHERS = { Infinity: "inf", "-Infinity": "-inf", NaN: "nan" }; // as Python writes them

/** Write a number as `viz.style.number` does, also one that is not finite. */
export function shown(x) {
  return Number.isFinite(x) ? number(x) : minus(OTHERS[x]);
}

/** Write a number with as many digits as it takes to tell it from any other, as Python's repr does. */
export function repr(x) {
  if (!Number.isFinite(x)) return OTHERS[x];
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = x.toExponential().split("e");
  if (power >= -4 && power < 16) return String(x) + (Number.isInteger(x) ? ".0" : "");
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** Round to so many digits, from the middle to the even one, as Python does; return two texts. */
function scientific(x, digits) {
  const [mantissa, power] = x.toExponential(mayLieInTheMiddle(x, digits) ? ENOUGH : digits - 1).split("e");
  const end = mantissa.indexOf(".") + digits;
  const isInTheMiddle = /^50*$/.test(mantissa.slice(end));
  const isEven = mantissa[end - 1] % 2 === 0;
  return isInTheMiddle && isEven ? [mantissa.slice(0, end), power] : x.toExponential(digits - 1).split("e");
}

// Of a number that lies in the middle, the shortest text ends there; to ask for all digits is slow.
function mayLieInTheMiddle(x, digits) {
  const [mantissa] = x.toExponential().split("e");
  return mantissa.endsWith("5") && mantissa.replace(/[-.]/g, "").length === digits + 1;
}
