// The page of a student's program: an editor, Python in a worker, and what it shows.

const byId = (id) => document.getElementById(id);
const WAIT = 700; // milliseconds without a key, until the program is run
const RUNS = "It runs …";
const PATIENCE = 400; // until the page says that a program runs

const editor = ace.edit("editor", {
  mode: "ace/mode/python", useWorker: false, minLines: 8, maxLines: 24, fontSize: 15, showPrintMargin: false,
  tabSize: 4, useSoftTabs: true,
});
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => editor.setTheme(dark.matches ? "ace/theme/tomorrow_night" : "ace/theme/textmate");
dark.addEventListener("change", follow);
follow();
editor.textInput.getElement().setAttribute("aria-label", "Program");
editor.commands.addCommand({ name: "run", bindKey: "Ctrl-Enter|Cmd-Enter", exec: run });
// Tab belongs to the editor; Escape and then Tab leave it.
editor.commands.addCommand({ name: "leave", bindKey: "Escape", exec: () => byId("run").focus() });

let worker, isBusy = false, waiting = null, patience, typing;
let notice = ""; // what is said while nothing runs

function begin() {
  worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.fault) say(`Python did not start: ${data.fault}`);
    else if (data.ready) say(isBusy ? RUNS : notice);
    else finish(data.shown);
  };
}

/** Run the program of now, or as soon as the one that runs has ended. */
function run() {
  clearTimeout(typing);
  const code = editor.getValue();
  if (isBusy) {
    waiting = code;
    return;
  }
  isBusy = true;
  patience = setTimeout(() => { say(RUNS); byId("stop").disabled = false; }, PATIENCE);
  worker.postMessage(code);
}

function finish({ text, failed, drawing, walk }) {
  clearTimeout(patience);
  isBusy = false;
  byId("stop").disabled = true;
  say(notice);
  byId("text").textContent = text;
  byId("text").classList.toggle("failed", failed);
  age(failed);
  if (!failed) {
    byId("drawing").innerHTML = drawing;
    if (byId("walk").srcdoc !== walk) byId("walk").srcdoc = walk;
    byId("walk").hidden = walk === "";
  }
  if (waiting === null) return;
  waiting = null;
  run();
}

/** End a program that does not end: Python begins anew. */
function stop() {
  worker.terminate();
  clearTimeout(patience);
  [isBusy, waiting] = [false, null];
  byId("stop").disabled = true;
  byId("run").focus();
  byId("text").textContent = "";
  age(true);
  begin();
  say("Stopped; Python starts anew …");
}

/** Let a picture of an earlier program look so. */
function age(isOld) {
  for (const id of ["drawing", "walk"]) byId(id).classList.toggle("old", isOld);
}

function say(words) {
  byId("state").textContent = words;
}

// The address carries the program, so that a link to it can be sent.
const written = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text))).replaceAll("+", "-").replaceAll("/", "_");
const read = (text) => new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)));

function open() {
  const given = location.hash.slice(1);
  notice = "";
  if (!given) return;
  try {
    editor.setValue(read(given), -1);
  } catch {
    notice = "The address holds no program that can be read; here is another.";
  }
}

async function share() {
  history.replaceState(null, "", `#${written(editor.getValue())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied.");
  } catch {
    say("The address of this page is the link now.");
  }
}

window.addEventListener("hashchange", () => { open(); run(); });
editor.session.on("change", () => {
  clearTimeout(typing);
  typing = setTimeout(run, WAIT);
});
byId("run").addEventListener("click", run);
byId("stop").addEventListener("click", stop);
byId("share").addEventListener("click", share);
open();
say("Python is on its way, some 10 MB the first time …");
begin();
run();
