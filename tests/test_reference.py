"""The engine gives PyTorch's double-precision values and gradients, as stored."""

import pytest

import engine
from engine import Value, trace
from tests.reference import agrees, evaluate, stored
from tests.running import each_running

FUNCTIONS = {
    name: getattr(engine, name)
    for name in [
        "exp",
        "log",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "tanh",
        "sigmoid",
        "relu",
        "softplus",
        "maximum",
        "minimum",
    ]
}
EXPRESSIONS = stored("expressions")


@pytest.mark.parametrize("row", EXPRESSIONS, ids=lambda row: row["text"][:60])
def test_an_expression_has_the_value_and_the_gradient_that_pytorch_gives(row):
    variables = {name: Value(number, name) for name, number in row["at"].items()}
    root = evaluate(row["text"], FUNCTIONS, variables)
    root.backward()
    assert agrees(root.data, row["value"])
    for name, slope in row["gradient"].items():
        assert agrees(variables[name].grad, slope), name


@each_running
@pytest.mark.parametrize("row", EXPRESSIONS, ids=lambda row: row["text"][:60])
def test_a_compiled_expression_has_the_value_and_the_gradient_that_pytorch_gives(row, language):
    variables = {name: Value(number, name) for name, number in row["at"].items()}
    root = evaluate(row["text"], FUNCTIONS, variables)
    program = trace(root, [variables[name] for name in row["gradient"]])
    value, gradients = program.compile(language)(*(row["at"][name] for name in row["gradient"]))
    assert agrees(float(value), row["value"])
    for gradient, slope in zip(gradients, row["gradient"].values(), strict=True):
        assert agrees(float(gradient), slope)


def test_there_are_enough_expressions_and_every_function_occurs():
    texts = [row["text"] for row in EXPRESSIONS]
    assert len(set(texts)) >= 200
    for word in [*FUNCTIONS, "abs"]:
        assert sum(f"{word}(" in text for text in texts) >= 10, word
    for operator in [" + ", " - ", " * ", " / ", " ** ", "(-"]:
        assert sum(operator in text for text in texts) >= 10, operator
