// Python in a worker, so that the page answers while a program runs, and can end one that does not.

import { loadPyodide } from "../python/pyodide.mjs";
import "../python/viz-global.js";

// The WebAssembly of Python is packed on every host, and unpacked here.
const plain = globalThis.fetch;
globalThis.fetch = async (address, ...rest) => {
  if (!String(address.url || address).endsWith(".wasm")) return plain(address, ...rest);
  const { body } = await plain(`${address.url || address}.packed`);
  const headers = { "Content-Type": "application/wasm" };
  return new Response(body.pipeThrough(new DecompressionStream("gzip")), { headers });
};

async function begin() {
  const [python, graphviz, archive] = await Promise.all([
    loadPyodide({ indexURL: "../python/" }),
    globalThis.Viz.instance(),
    fetch("../python/chalkgrad.zip").then((answer) => answer.arrayBuffer()),
  ]);
  globalThis.chalkgradGraphviz = graphviz;
  python.unpackArchive(archive, "zip");
  return python.pyimport("program").shown;
}

const ready = begin();
ready.then(() => postMessage({ ready: true }), (fault) => postMessage({ fault: String(fault) }));
onmessage = async ({ data }) => {
  const shown = await ready;
  postMessage({ shown: JSON.parse(shown(data)) });
};
