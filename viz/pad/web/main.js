// The drawing pad: one draws, and the network answers.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { listenToKeys } from "../../web/keys.js";
import { number } from "../../web/numbers.js";
import { followTheme } from "../../web/theme.js";
import { Answers } from "./answers.js";
import { Drawing } from "./drawing.js";
import { Network } from "./network.js";
import { Pad } from "./pad.js";
import { showSamples } from "./samples.js";
import { Slopes } from "./slopes.js";

const FAULTS = { domain: "an op of the network has no value here", overflow: "a number of the network is too large for a float" };

const data = readData();
const drawing = new Drawing(data);
const network = new Network(data.program, drawing.pixels.length, data.classes.length);
const pad = new Pad(drawing, { changed: answer, pointed: look });
const slopes = new Slopes(drawing, look);
const answers = new Answers(data.classes, answer);
let answered, pixel = null;

function answer() {
  answered = network.answer(drawing.pixels, answers.chosen);
  const { probabilities, strongest, gradient, chosen, fault } = answered;
  pad.show();
  answers.show(probabilities, fault ? null : strongest);
  slopes.show(gradient, data.classes[chosen]);
  const said = drawing.isEmpty ? "Of an empty pad the network says" : "The network says";
  write("answer", fault ? "The network has no answer" : `${said}: ${data.classes[strongest]}`);
  write("notice", fault ? FAULTS[fault] : "");
  tell();
}

/** Write what has changed only: a text that is written anew is read aloud again. */
function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function look(i) {
  pixel = i;
  tell();
}

function tell() {
  if (pixel === null) return;
  const { columns } = drawing, slope = answered.gradient[pixel];
  const effect = slope > 0 ? "more ink raises it" : slope < 0 ? "more ink lowers it" : "ink here does not count";
  write("pixel", `row ${Math.floor(pixel / columns)}, column ${pixel % columns}: ink ${number(drawing.pixels[pixel])}, `
    + `gradient ${number(slope, 3)} of the score of ${data.classes[answered.chosen]}: ${effect}`);
}

function clear() {
  drawing.clear();
  answer();
}

function put(pixels) {
  drawing.replace(pixels);
  answer();
}

function erase() {
  pad.isErasing = !pad.isErasing;
  byId("erase").setAttribute("aria-pressed", pad.isErasing);
}

function choose(k) {
  answers.choose(k);
  answer();
}

const orNull = (numbers) => Array.from(numbers, (x) => (Number.isFinite(x) ? x : null));

function get() {
  const { probabilities, gradient, chosen } = answered;
  return { pixels: [...drawing.pixels], probabilities: orNull(probabilities), gradient: orNull(gradient), chosen };
}

showSamples(data, put);
answer();
followTheme();
byId("erase").addEventListener("click", erase);
byId("clear").addEventListener("click", clear);
listenToKeys({ e: erase, c: clear });
openDoor({ set: put, get, choose, clear });
