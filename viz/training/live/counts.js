// How many steps the door may be asked for.

/** Return a number of steps; an error tells of what is none. canGoBack: whether one below 0 leads back. */
export function checkedSteps(given, canGoBack) {
  if (Number.isInteger(given) && (canGoBack || given >= 1)) return given;
  const allowed = canGoBack ? "a whole number, below 0 to go back" : "a whole number, 1 or more";
  throw new Error(`step: given ${String(given)}; allowed: ${allowed}`);
}
