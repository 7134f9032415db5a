// Folded boxes: a neuron or a layer as one box, and the frame around one that is unfolded.

const TRIANGLE = { folded: "M0 0l7 4.5l-7 4.5z", unfolded: "M0 1h9l-4.5 7z" };
const NOT_YET = "–";

const boxId = (g) => walk.nodes.length + g; // boxes are numbered: nodes first, then groups
const isGroup = (id) => id >= walk.nodes.length;
const groupOf = (id) => walk.groups[id - walk.nodes.length];
const boxName = (id) => (isGroup(id) ? groupOf(id).title : walk.nodes[id].name);

// Which groups a node changes, and in which it is computed.
const changes = walk.nodes.map(() => new Set());
const home = new Map();
walk.groups.forEach((group, g) => {
  for (const i of [...group.members, ...group.parameters]) changes[i].add(boxId(g));
  for (const i of group.members) if (!walk.nodes[i].leaf) home.set(i, boxId(g));
});

SHAPES.group = ([x, y, w, h]) => `M${x} ${y}h${w - 34}l5 -4h24l5 4v${h}h${-w}z`;

function drawGroup(group, box, parent) {
  const [x, y] = box;
  const element = svg("g", { class: `node group${group.result ? " doubled" : ""}`, role: "button", "aria-expanded": "false" }, parent);
  drawShape("group", box, element);
  if (group.result) svg("path", { class: "inner", d: rounded([x + 2.5, y + 2.5, box[2] - 5, box[3] - 5], 2) }, element);
  svg("path", { class: "mark", d: TRIANGLE.folded, transform: `translate(${x + 7} ${y + 4.5})` }, element);
  const head = svg("text", { class: "head folded", x: x + 18, y: y + 13 }, element, group.short);
  svg("tspan", { class: "notes", dx: 5 }, head, group.notes);
  const facts = group.facts.map((fact) => drawFact(fact, x, y, element));
  return { group: element, box, facts };
}

function drawFact(fact, x, y, parent) {
  svg("text", { class: "key", x: x + fact.x, y: y + fact.y }, parent, fact.key);
  return svg("text", { class: `fact ${fact.kind}-fact`, x: x + fact.shown, y: y + fact.y }, parent);
}

function renderGroup(group, view, position) {
  const shown = {};
  group.facts.forEach((fact, k) => {
    if (fact.kind === "parameters") return;
    const time = fact.times.filter(([at]) => at <= position).at(-1);
    shown[fact.kind] = time ? time[1] : NOT_YET;
    if (view.facts[k].textContent !== shown[fact.kind]) view.facts[k].textContent = shown[fact.kind];
  });
  view.group.classList.toggle("waiting", shown.data === NOT_YET);
  view.group.setAttribute("aria-label", groupLabel(group, shown));
}

function groupLabel(group, shown) {
  const outputs = group.outputs.length === 1 ? "output" : `${group.outputs.length} outputs`;
  const count = group.facts.find((fact) => fact.kind === "parameters").key;
  const parts = [group.title, "folded", `${outputs} ${shown.data}`];
  if (shown.grad) parts.push(`gradient ${shown.grad}`);
  parts.push(count);
  if (shown.size) parts.push(`size of gradient ${shown.size}`);
  return parts.join(", ");
}

function drawFrame([x, y, w, h], parent) {
  svg("rect", { class: "frame", x, y, width: w, height: h, rx: 10 }, parent);
}

// The title of the frame is the button that folds the group again.
function drawTitle(group, [x, y], parent) {
  const button = svg("g", { class: "title", role: "button", "aria-expanded": "true", "aria-label": `${group.title}, unfolded. Fold it` }, parent);
  svg("rect", { x: x + 8, y: y + 6, height: 20, width: group.frame - 8, rx: 5 }, button);
  svg("path", { class: "mark", d: TRIANGLE.unfolded, transform: `translate(${x + 14} ${y + 11.5})` }, button);
  const text = svg("text", { class: "head folded", x: x + 28, y: y + 20 }, button, group.short);
  svg("tspan", { class: "notes", dx: 5 }, text, group.notes);
  svg("tspan", { class: "fold", dx: 5 }, text, "fold");
  return button;
}
