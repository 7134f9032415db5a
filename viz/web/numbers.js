// Numbers as `viz.style.number` writes them.

/** Write the minus signs of a number as such. */
export const minus = (text) => text.replaceAll("-", "−");

/** Write a number with so many significant digits, "none" for one that is not finite. */
export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return "none";
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const isPlain = power >= -4 && power < digits;
  return x === 0 ? "0" : minus(isPlain ? String(Number(x.toPrecision(digits))) : `${Number(mantissa)}e${padded(power)}`);
}

const padded = (power) => power[0] + power.slice(1).padStart(2, "0");
