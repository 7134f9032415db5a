// The page of a training run: neurons and weights, and the way through the steps.

// ---- neurons and weights ----

const MILLISECONDS = 100; // of a frame
const DECADES = 4; // powers of ten that the bars of the gradients tell apart
const items = [];
let timer = null;
let chosen = null; // the item that had the focus last
let hovered = null;
let histories = [];
const highestValue = largest(parameters) || 1;
const highestGradient = largest(gradients) || 1;

function prepareWeights() {
  let layer = null, group = null;
  run.neurons.forEach((neuron, i) => {
    if (!group || neuron.layer !== layer) {
      layer = neuron.layer;
      const name = layer || "parameters";
      const attributes = { class: "layer", role: "group", "aria-label": name };
      group = element("div", attributes, at("weights"));
      element("div", { class: "layer-name", "aria-hidden": "true" }, group, name);
    }
    const row = element("div", { class: "neuron", role: "presentation" }, group);
    const ordinal = neuron.name.match(/(?:^|\.)neurons\.(\d+)$/);
    const text = ordinal ? `neuron ${ordinal[1]}` : "all";
    addItem({ neuron: i, name: neuron.name || "parameters" }, row, "who", text);
    const cells = element("div", { class: "cells", role: "presentation" }, row);
    neuron.places.forEach((place) => {
      const item = addItem({ neuron: i, place, name: names[place] }, cells, "cell");
      item.value = element("i", { class: "v" }, item.element);
      item.gradient = element("i", { class: "g" }, item.element);
    });
  });
  if (items.length) items[0].element.tabIndex = 0;
}

function addItem(item, parent, kind, text) {
  const option = { class: kind, role: "option", tabindex: -1, "aria-selected": false };
  item.element = element("div", option, parent, text);
  item.element.addEventListener("pointerenter", () => hover(item));
  item.element.addEventListener("pointerleave", () => hover(null));
  item.element.addEventListener("focus", () => choose(item));
  items.push(item);
  return item;
}

function hover(item) {
  hovered = item;
  showItem();
}

function choose(item) {
  for (const other of items) {
    other.element.tabIndex = other === (item || items[0]) ? 0 : -1;
    other.element.setAttribute("aria-selected", other === item);
  }
  chosen = item;
  showItem();
}

function ofFrame(numbers, i, item) {
  if (item.place !== undefined) return numbers[i * names.length + item.place];
  const own = run.neurons[item.neuron].places.map((place) => numbers[i * names.length + place]);
  const known = own.filter(Number.isFinite);
  return known.length ? Math.hypot(...known) : NaN;
}

function words(item) {
  const value = number(ofFrame(parameters, frame, item));
  const gradient = number(ofFrame(gradients, frame, item));
  return item.place === undefined
    ? `length of its weights ${value}, of its gradient ${gradient}`
    : `value ${value}, gradient ${gradient}`;
}

function showItem() {
  const item = hovered || chosen;
  for (const other of items) other.element.classList.toggle("lit", other === item);
  for (const line of zeroLines) {
    const isLit = item !== null && line.zero.neuron === item.neuron;
    for (const part of [line.group, line.text]) {
      part.classList.toggle("lit", isLit);
      if (isLit) part.parentNode.append(part); // above the others
    }
  }
  at("name").textContent = item ? item.name : "Neurons and weights";
  at("histories").replaceChildren();
  histories = item
    ? [history(item, "value", parameters), history(item, "gradient", gradients)]
    : [];
  showReadout();
}

function history(item, kind, numbers) {
  const all = run.shown.map((_, i) => ofFrame(numbers, i, item));
  const known = all.filter(Number.isFinite);
  const plural = kind === "value" ? "weights" : "gradient";
  const title = item.place === undefined ? `length of the ${plural}` : kind;
  const parent = element("div", {}, at("histories"));
  element("h3", {}, parent, known.length ? title : `${title}: none`);
  const low = Math.min(...known, 0), high = Math.max(...known, 0);
  const scale = (y) => (high > low ? (y - low) / (high - low) : 0.5);
  // The least and the greatest, unless they would be written over the 0.
  const ticks = [0, ...[low, high].filter((y) => Math.abs(scale(y) - scale(0)) > 0.2)];
  return chart(parent, {
    width: 260, height: 110, title: `${item.name}, ${title} over the steps`,
    lines: [{ kind, steps: run.shown.map((step) => step - 1), heights: all.map(scale) }],
    ticks: ticks.map((y) => ({ y: scale(y), text: number(y, 3) })),
  });
}

function showReadout() {
  const item = hovered || chosen;
  for (const { mark } of histories) mark(run.shown[frame] - 1);
  const advice = "Hover over one, or choose one, to see its history.";
  at("readout").textContent = item ? words(item) : advice;
}

function drawWeights() {
  for (const item of items) {
    item.element.setAttribute("aria-label", `${item.name}: ${words(item)}`);
    if (item.place === undefined) continue;
    const value = parameters[frame * names.length + item.place];
    const gradient = gradients[frame * names.length + item.place];
    const share = Math.abs(gradient / highestGradient);
    const size = Math.log1p(share * 10 ** DECADES) / Math.log1p(10 ** DECADES);
    item.element.classList.toggle("none", Number.isNaN(gradient));
    item.value.style.transform = `scaleY(${-value / highestValue})`;
    item.gradient.style.transform = `scaleY(${-Math.sign(gradient) * size || 0})`;
  }
}

// ---- steps ----

const loss = lossChart();

function show(i) {
  frame = Math.min(Math.max(i, 0), frames - 1);
  const step = run.shown[frame];
  const accuracy = run.accuracy[step - 1];
  const where = `step ${step} of ${run.loss.length}`;
  at("summary").textContent = `${where}    loss ${number(run.loss[step - 1])}` +
    (accuracy === null ? "" : `    accuracy ${accuracy.toFixed(3)}`);
  at("slider").value = frame;
  at("slider").setAttribute("aria-valuetext", where);
  loss.mark(step - 1);
  if (plane) { drawRegions(); drawZeroLines(); }
  drawWeights();
  showReadout();
}

function play(isOn) {
  clearInterval(timer);
  timer = isOn ? setInterval(tick, MILLISECONDS) : null;
  at("play").textContent = isOn ? "Pause" : "Play";
  at("readout").setAttribute("aria-live", isOn ? "off" : "polite");
  if (isOn && frame === frames - 1) show(0);
}

function tick() {
  show(frame + 1);
  if (frame === frames - 1) play(false);
}

function go(i) {
  play(false);
  show(i);
}

const KEYS = {
  ArrowLeft: () => go(frame - 1),
  ArrowRight: () => go(frame + 1),
  Home: () => go(0),
  End: () => go(frames - 1),
  " ": () => play(timer === null),
  ArrowUp: () => walk(-1),
  ArrowDown: () => walk(1),
  Escape: () => { document.activeElement.blur(); choose(null); },
};

function walk(by) {
  const i = items.indexOf(chosen) + by;
  if (items.length) items[Math.min(Math.max(i, 0), items.length - 1)].element.focus();
}

function isOwnKey(event) {
  const { target, key } = event;
  if (target.id === "slider") return key !== " " && key !== "Escape"; // a slider moves by itself
  return key === " " && (target.tagName === "BUTTON" || target.type === "checkbox");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!Object.hasOwn(KEYS, event.key) || isOwnKey(event)) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const [id, act] of Object.entries({
  first: () => go(0), back: () => go(frame - 1), play: () => play(timer === null),
  forward: () => go(frame + 1), last: () => go(frames - 1),
})) at(id).addEventListener("click", act);

at("slider").max = frames - 1;
at("slider").addEventListener("input", (event) => go(Number(event.target.value)));

function seek(event) {
  if (!(event.buttons & 1)) return;
  const step = loss.stepAt(event.clientX) + 1;
  const away = run.shown.map((shown) => Math.abs(shown - step));
  go(away.indexOf(Math.min(...away)));
}

for (const kind of ["pointerdown", "pointermove"]) at("loss").addEventListener(kind, seek);

prepareWeights();
if (plane) preparePlane();
else at("boundary").hidden = true;
for (const { zero, hit } of zeroLines) {
  const item = items.find((other) => other.neuron === zero.neuron);
  hit.addEventListener("pointerenter", () => hover(item));
  hit.addEventListener("pointerleave", () => hover(null));
  hit.addEventListener("click", () => item.element.focus());
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readPalette();
  show(frame);
});
readPalette();
show(0);
showItem();
