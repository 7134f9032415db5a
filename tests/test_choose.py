"""choose: one of several numbers by its place, in graphs, programs and derivatives."""

import math

import numpy as np
import pytest

from engine import DomainError, Value, choose, grad, replay, tangents, trace
from tests.running import needs_compiler

COMPILED = ["python", "numpy", pytest.param("c", marks=needs_compiler)]


def leaves():
    return [Value(2.0, "a"), Value(3.0, "b"), Value(5.0, "c")]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_gradient_goes_to_the_chosen_number_alone(place):
    a, b, c = leaves()
    chosen = choose(Value(place, requires_grad=False), [a * a, b * b, c * c])
    chosen.backward()
    numbers = [a, b, c]
    assert chosen.data == numbers[place].data ** 2
    assert [x.grad for x in numbers] == [2.0 * x.data * (x is numbers[place]) for x in numbers]


@pytest.mark.parametrize(
    "place", [1, 1.0, True, np.int64(1), np.array(1), Value(1.0), Value(1.0) > 0.0]
)
def test_a_place_is_any_whole_number(place):
    numbers = leaves()
    assert float(choose(place, numbers)) == 3.0
    assert type(choose(place, numbers)) is Value


def test_a_plain_place_records_nothing_and_a_condition_does():
    a, b, _ = numbers = leaves()
    assert choose(1, numbers) is b
    assert choose(1, [4.0, 5.0]) == 5.0
    assert choose(a > b, [a, b]).op == "choose"


@pytest.mark.parametrize("language", COMPILED)
def test_a_program_chooses_anew_in_each_row(language):
    a, b, c = numbers = leaves()
    place = Value(0.0, "place", requires_grad=False)
    program = trace(choose(place, [a * a, b, c]) * b, [place], numbers).compile(language)
    rows = np.array([[0.0], [1.0], [2.0], [1.0]])
    value, slopes = program(np.array([2.0, 3.0, 5.0]), rows)
    assert value == np.mean([12.0, 9.0, 15.0, 9.0])
    assert list(slopes) == [12.0 / 4, (4.0 + 6.0 + 5.0 + 6.0) / 4, 3.0 / 4]


@pytest.mark.parametrize("place", [-1.0, 3.0, 0.5, math.nan, math.inf])
def test_a_place_that_is_none_raises_in_a_graph_and_in_python_and_is_no_number_elsewhere(place):
    numbers = leaves()
    where = Value(0.0, "place", requires_grad=False)
    program = trace(choose(where, numbers), [where, *numbers])
    with pytest.raises(DomainError, match=r"^choose: given the place .*; allowed: 0 to 2, a whole"):
        choose(Value(place, "place"), numbers)
    with pytest.raises(ValueError, match="math domain error"):
        program.compile("python")(place, 2.0, 3.0, 5.0)
    with np.errstate(invalid="ignore"):
        assert math.isnan(program.compile("numpy")(place, 2.0, 3.0, 5.0)[0])


@pytest.mark.parametrize(
    ("place", "numbers", "error", "told"),
    [
        (3, [1.0, 2.0], ValueError, "choose: given the place 3; allowed: 0 to 1, a whole number"),
        (-1, [1.0], ValueError, "choose: given the place -1; allowed: 0 to 0, a whole number"),
        (0, [], ValueError, "choose: given the place 0; allowed: none, for there are no numbers"),
        (None, [1.0], ValueError, "choose: given the place None; allowed: 0 to 0, a whole number"),
        (
            [0, 1],
            [1.0, 2.0],
            TypeError,
            "choose: given list [0, 1]; allowed: one place; write [choose(i, numbers) for i in "
            "places]",
        ),
        (
            0,
            5.0,
            TypeError,
            "choose: given 5.0; allowed: a list of numbers; write choose(place, [a, b, c])",
        ),
    ],
)
def test_bad_input_is_told(place, numbers, error, told):
    with pytest.raises(error) as raised:
        choose(place, numbers)
    assert str(raised.value) == told


def test_an_error_among_many_numbers_names_the_first_of_them():
    with pytest.raises(DomainError, match=r"op 'choose' on 30\.0 .* and 23 more$"):
        choose(Value(30.0), [Value(float(k)) for k in range(26)])


def test_it_can_be_replayed_and_differentiated_forward_and_twice():
    place = Value(1.0, requires_grad=False)
    a, b, c = numbers = leaves()
    root = choose(place, [a, b**3, c])
    assert tangents(root, b)[root] == 27.0
    assert replay(root, {place: 2.0}).data == 5.0
    assert grad(grad(lambda x: choose(place, [x, x**3, x])))(2.0) == 12.0
    assert grad(lambda x: choose(place, numbers) * x)(2.0) == 3.0
