// Weights and samples, out of the page and in again.

import { byId } from "../../web/dom.js";
import { csvOf, rowsFrom } from "./csv.js";
import { ask, keep } from "./files.js";
import { weightsFrom, weightsText } from "./weights-file.js";

export class Exchange {
  constructor(trainer, { weightsLoaded, samplesLoaded, say }) {
    const { data, samples } = trainer;
    const labels = data.labelWidth === 1 ? ["label"] : Array.from({ length: data.labelWidth }, (_, i) => `label${i}`);
    const clicks = {
      "save-weights": () => keep("weights.json", weightsText(trainer.weights()), "application/json"),
      "save-samples": () => keep("samples.csv", csvOf(samples, [...data.inputs, ...labels]), "text/csv"),
      "load-weights": () => ask(".json,application/json", reading((text) => {
        trainer.replace(weightsFrom(text, data.names));
        weightsLoaded();
        return "the weights are those of the file";
      }, say)),
      "load-samples": () => ask(".csv,text/csv", reading((text) => {
        samples.replace(rowsFrom(text, samples.width, data.classes.map(({ label }) => label)));
        samplesLoaded();
        return `the ${samples.n} samples are those of the file`;
      }, say)),
    };
    for (const id in clicks) byId(id).addEventListener("click", clicks[id]);
  }
}

/** Return what reads a text, and says what came of it. */
function reading(read, say) {
  return (text) => {
    try {
      say(read(text));
    } catch (error) {
      say(`the file was not read: ${error.message}`);
    }
  };
}
