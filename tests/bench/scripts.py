"""A training step on the machine of pages, in a headless Chromium."""

import tempfile
from pathlib import Path
from typing import Any

from tests.bench.pages import chromium
from tests.bench.training import COMPARED, L2, LEARNING_RATE, SIZES, data, weights
from tests.browser import ARGUMENTS
from tests.scripts import page_of_the_machine

STEPS, BATCHES = 200, 9  # the clock of a page ticks too slowly for one step

# As the loop of tests.bench.training takes it: hinge over all rows and its slopes, L2, and SGD.
TRAIN = f"""({{ program, params, rows, n }}) => {{
  const machine = new Machine(program);
  const [weights, samples] = [Float64Array.from(params), Float64Array.from(rows)];
  const step = () => {{
    const means = machine.run(weights, samples, n);
    let loss = means[0];
    for (let i = 0; i < weights.length; i++) {{
      loss += {L2} * weights[i] * weights[i];
      weights[i] -= {LEARNING_RATE} * (means[i + 1] + 2 * {L2} * weights[i]);
    }}
    return loss;
  }};
  const losses = Array.from({{ length: {COMPARED} }}, step);
  const seconds = [];
  for (let batch = 0; batch <= {BATCHES}; batch++) {{
    const begun = performance.now();
    for (let i = 0; i < {STEPS}; i++) step();
    seconds.push((performance.now() - begun) / {STEPS} / 1e3);
  }}
  const wall = seconds.slice(1).sort((a, b) => a - b)[{BATCHES // 2}];
  return {{ loss: losses.at(-1), wall }};
}}"""


def measure_script(_what: str) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_text(page_of_the_machine(Path(folder)), "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(path.as_uri())
        answer: dict[str, Any] = page.evaluate(TRAIN, training())
        browser.close()
    return answer


def training() -> dict[str, Any]:
    """Return the program of the loss, the weights to begin with and the rows, as data."""
    from engine import Value, relu, trace
    from engine.extend import page_program
    from nn import MLP

    model = MLP(SIZES[0], SIZES[1:], "relu")
    inputs = [Value(0.5, f"x{i}") for i in range(SIZES[0])]
    target = Value(1.0, "y")
    params = model.parameters()
    loss = relu(1.0 - target * model(inputs))
    X, y = data()
    return {
        "program": page_program(trace(loss, [*inputs, target], params)),
        "params": [w for rows in weights() for row in rows for w in row],
        "rows": [number for x, target in zip(X, y, strict=True) for number in (*x, target)],
        "n": len(X),
    }
