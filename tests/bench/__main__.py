"""Speed and memory beside our peers, measured in one run: make bench.

Each measurement is a fresh process, and the competitors take turns, so that a change in the speed
of the machine meets all of them. The tables give the median of the rounds, and of the ratios within
each round.
"""

import argparse
import json

from tests.bench.gpt import measure_gpt, measure_name_memory
from tests.bench.graphs import measure_chain, measure_graph
from tests.bench.long import measure_long_use
from tests.bench.names import measure_names
from tests.bench.pages import measure_page
from tests.bench.parameters import measure_parameters
from tests.bench.playing import measure_playing
from tests.bench.programs import measure_program
from tests.bench.scripts import measure_script
from tests.bench.tables import TABLES
from tests.bench.training import measure_loss_memory, measure_steps

KINDS = {
    "page": measure_page,
    "playing": measure_playing,
    "script": measure_script,
    "steps": measure_steps,
    "gpt": measure_gpt,
    "names": measure_names,
    "name memory": measure_name_memory,
    "loss memory": measure_loss_memory,
    "program": measure_program,
    "graph": measure_graph,
    "chain": measure_chain,
    "parameters": measure_parameters,
    "long": measure_long_use,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "WHAT"), help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="+", choices=TABLES, help="print these tables, not all")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    options = parser.parse_args()
    if options.measure:
        kind, what = options.measure
        print(json.dumps(KINDS[kind](what)))
        return
    for name in options.only or TABLES:
        TABLES[name].print(options.rounds)


if __name__ == "__main__":
    main()
