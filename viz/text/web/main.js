// The page of a language model: one types a beginning, and the model goes on.

import { byId, readData } from "../../web/dom.js";
import { openDoor } from "../../web/door.js";
import { Generator } from "../../web/generator.js";
import { number } from "../../web/numbers.js";
import { followTheme } from "../../web/theme.js";
import { Heads } from "./heads.js";
import { Letters } from "./letters.js";
import { Model } from "./model.js";

const FAULTS = { domain: "an op of the model has no value here", overflow: "a number of the model is too large for a float" };
const MOST_DRAWN = 12; // texts that are listed

const data = readData();
const model = new Model(data);
const following = new Letters(model.letters, append);
const heads = new Heads(model);
const field = byId("text"), heat = byId("temperature"), seed = byId("seed");
let letters = [], temperature = 1, answered, generator;
const drawn = [];

function answer() {
  answered = model.answer(letters, temperature);
  following.show(answered.probabilities, isFull());
  heads.show(answered.attention, letters);
  for (const id of ["next", "finish"]) byId(id).disabled = isFull() || answered.fault !== "";
  byId("back").disabled = letters.length === 0;
  say(answered.fault ? FAULTS[answered.fault] : isFull() ? `${model.most} letters are all that the context has room for` : "");
}

const isFull = () => letters.length === model.most;

function say(text) {
  if (byId("notice").textContent !== text) byId("notice").textContent = text;
}

/** Show a text; throws an Error for one that the model cannot read. */
function put(text) {
  letters = model.lettersOf(text);
  field.value = letters.join("");
  field.setAttribute("aria-invalid", false);
  answer();
}

function typed() {
  try {
    letters = model.lettersOf(field.value);
    field.setAttribute("aria-invalid", false);
    answer();
  } catch (error) {
    field.setAttribute("aria-invalid", true);
    say(`${error.message}; the answer is still that to “${letters.join("")}”`);
  }
}

function append(letter) {
  put([...letters, letter].join(""));
}

/** Draw the next token, each as often as it is probable; return its letter, "" for the end. */
function draw() {
  let left = generator.number();
  const { probabilities } = answered;
  const token = probabilities.findIndex((probability) => (left -= probability) < 0);
  return model.letters[token] ?? "";
}

function drawNext() {
  const letter = draw();
  if (letter) append(letter);
  else finished("the end was drawn");
}

function finish() {
  let letter;
  while (!isFull() && (letter = draw())) {
    letters = [...letters, letter];
    answered = model.answer(letters, temperature);
  }
  put(letters.join(""));
  finished(isFull() ? "it is as long as the context allows" : "the end was drawn");
}

function finished(why) {
  drawn.unshift(letters.join("") || "(no letter)");
  drawn.splice(MOST_DRAWN);
  byId("drawn").textContent = drawn.join(", ");
  say(`${drawn[0]}: ${why}`);
}

function warm(to) {
  temperature = to;
  byId("heat").textContent = number(temperature, 3);
  heat.value = Math.log2(temperature);
}

function seeded() {
  const given = Number(seed.value);
  const isAllowed = seed.value !== "" && Number.isInteger(given) && given >= 0;
  seed.setAttribute("aria-invalid", !isAllowed);
  if (isAllowed) generator = new Generator(given);
  say(isAllowed ? "" : "seed: allowed: a whole number, 0 or more; letters are drawn as before");
}

function set(text, to = temperature) {
  if (!(to > 0) || !Number.isFinite(to)) throw new Error(`temperature: given ${to}; allowed: a finite number above 0`);
  model.lettersOf(text);
  warm(to);
  put(text);
}

function get() {
  const { probabilities, attention } = answered;
  const named = [...model.letters, ""].map((letter, token) => [letter, probabilities[token]]);
  const listed = attention.map((block) => block.map((head) => head.map((shares) => [...shares])));
  return { text: letters.join(""), temperature, probabilities: Object.fromEntries(named), attention: listed };
}

seed.value = data.seed;
seeded();
warm(1);
put(data.beginning);
followTheme();
field.addEventListener("input", typed);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !byId("next").disabled) drawNext();
});
heat.addEventListener("input", () => {
  temperature = 2 ** Number(heat.value);
  byId("heat").textContent = number(temperature, 3);
  answer();
});
seed.addEventListener("input", seeded);
byId("next").addEventListener("click", drawNext);
byId("finish").addEventListener("click", finish);
byId("back").addEventListener("click", () => put(letters.slice(0, -1).join("")));
byId("clear").addEventListener("click", () => put(""));
openDoor({ set, get });
