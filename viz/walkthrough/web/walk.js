// The player: lanes, controls and keys.

const MILLISECONDS = 1200; // of a step at speed 1

const host = byId("lanes");
const lanes = walk.walks.map((data) => new Lane(data, host));
let position = 0; // a stop, from 0 for the start
let timer = null;
let width = 0;

const shown = () => (byId("compare").checked ? lanes : lanes.slice(0, 1));
const last = () => Math.max(...shown().map((lane) => lane.stops.length - 1));

function go(target) {
  position = Math.min(Math.max(target, 0), last());
  shown().forEach((lane) => lane.go(position));
  const slider = byId("slider");
  const captions = shown().map((lane) => lane.told());
  slider.value = position;
  slider.setAttribute("aria-valuetext", `${position} of ${last()}: ${captions[0][0]}`);
  byId("count").textContent = `${position} / ${last()}`;
  byId("live").textContent = captions.map(([heading, words, lines]) => `${heading}. ${words} ${lines[0] || ""}`).join(" ");
  for (const id of ["start", "back"]) byId(id).setAttribute("aria-disabled", position === 0);
  for (const id of ["end", "forward"]) byId(id).setAttribute("aria-disabled", position === last());
  if (position === last()) pause();
}

function step(by) {
  pause();
  go(position + by);
}

function jump(target) {
  pause();
  go(target);
}

function pause() {
  clearInterval(timer);
  timer = null;
  showPlaying();
}

function play() {
  if (position === last()) go(0);
  clearInterval(timer);
  timer = setInterval(() => go(position + 1), MILLISECONDS / Number(byId("speed").value));
  showPlaying();
}

function showPlaying() {
  document.body.classList.toggle("playing", timer !== null);
  byId("play").setAttribute("aria-label", timer === null ? "Play" : "Pause");
}

function compare() {
  const both = byId("compare").checked;
  host.className = both ? "both" : "single";
  lanes.forEach((lane, i) => {
    lane.section.hidden = !both && i > 0;
    lane.title.hidden = !both;
  });
  byId("verdict").hidden = folds || (!both && lanes.length > 1);
  byId("slider").max = last();
  resize();
  shown().forEach((lane) => lane.attach());
  go(position);
}

// The panel stands below a graph that so is larger, and still fits, than with the panel beside it.
function isWide() {
  const { width: across, height: down } = walk.views[0];
  const below = Math.min(width / across, lowRoom() / down);
  const beside = Math.min((width - 312) / across, tallRoom() / down);
  return beside < 0.85 && below > 1.15 * beside && width / across >= (folds ? SMALLEST_WHOLE : LEAST_SCALE);
}

function resize() {
  width = host.clientWidth;
  const wide = isWide();
  host.classList.toggle("wide", wide);
  const beside = !wide && host.className === "single" && window.matchMedia("(min-width: 760px)").matches;
  shown().forEach((lane) => lane.view.first(beside ? tallRoom() : lowRoom()));
}

// ---- folding ----

function unfold(id) {
  turnTo(1 + id - walk.nodes.length);
  const { title, data } = lanes[0].picture;
  lanes[0].view.showFrom(data.frame);
  title.focus({ preventScroll: true });
}

function fold() {
  const group = lanes[0].picture.opened;
  if (group < 0) return;
  turnTo(0);
  lanes[0].picture.boxes.get(boxId(group)).group.focus({ preventScroll: true });
}

// What is done stays done; the stop is the next one of the new view.
function turnTo(v) {
  pause();
  lanes[0].open(v);
  byId("slider").max = last();
  resize();
  go(lanes[0].stop);
}

// A phone changes the height alone when its address bar comes and goes. A notebook may load the page
// out of sight, without any width, and show it later; no event of the window tells of that.
function resized() {
  if (host.clientWidth === width) return;
  resize();
  shown().forEach((lane) => lane.renderCurrent());
}

const KEYS = {
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  Home: () => jump(0),
  End: () => jump(last()),
  " ": () => (timer === null ? play() : pause()),
  Escape: fold,
};

// A control keeps the keys that it answers to itself.
function isTaken(event) {
  if (event.key === "Escape") return false;
  if (event.target.closest("select")) return true;
  if (event.target.closest("input[type=range]")) return event.key !== " ";
  return event.key === " " && event.target.closest("button, input, summary") !== null;
}

function key(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key] || isTaken(event)) return;
  event.preventDefault();
  KEYS[event.key]();
}

byId("start").addEventListener("click", KEYS.Home);
byId("back").addEventListener("click", KEYS.ArrowLeft);
byId("play").addEventListener("click", KEYS[" "]);
byId("forward").addEventListener("click", KEYS.ArrowRight);
byId("end").addEventListener("click", KEYS.End);
byId("slider").addEventListener("input", (event) => jump(Number(event.target.value)));
byId("speed").addEventListener("change", () => timer !== null && play());
byId("compare").addEventListener("change", compare);
document.addEventListener("keydown", key);
new ResizeObserver(() => requestAnimationFrame(resized)).observe(host);

byId("verdict").prepend(walk.verdict);
if (folds) byId("folding").append(walk.verdict);
byId("folding").hidden = !folds;
const parts = lanes.length > 1 ? walk.walks[1].parts : 0;
byId("parts").hidden = parts === 0;
byId("parts").addEventListener("click", () => jump(parts));
byId("compare-label").hidden = lanes.length === 1;
byId("compare").checked = walk.compare && lanes.length > 1;
compare();
