"""GPT: what a place may see, what fills a row up, training on every backend, names drawn."""

import copy
import math
import re
from itertools import pairwise

import pytest

from engine import Value
from nn import GPT, Adam, fit, next_token_loss
from tests.numerics import central_difference, close
from tests.running import needs_compiler

NAMES = ["ab", "cab", "a", "bc", "c"]
COMPILED = ["python", "numpy", pytest.param("c", marks=needs_compiler)]


def small(**settings):
    return GPT("abc", **{"width": 4, "heads": 2, "context": 4, "seed": 0, **settings})


def numbers(vectors):
    return [[float(x) for x in vector] for vector in vectors]


def loss_of(model, name):
    (row,), (targets,) = model.rows([name])
    return next_token_loss(model(row), targets)


def trained(backend, steps=100):
    model = small()
    history = fit(
        model,
        *model.rows(NAMES),
        loss=next_token_loss,
        optimizer=Adam(model.parameters(), lr=0.02),
        batch_size=2,
        steps=steps,
        backend=backend,
        seed=0,
        progress=False,
        schedule=lambda k: 0.02 * (1.0 - k / steps),
    )
    return model, history


def test_the_gpt_of_the_lecture_has_4192_parameters():
    assert repr(GPT()) == "GPT with 4192 parameters"


def test_it_begins_with_all_tokens_about_as_probable():
    assert close(loss_of(GPT(seed=0), "anna").data, math.log(27), 0.05)


def test_a_place_sees_what_comes_before_it_and_nothing_after_it():
    model = small()
    one, other = (numbers(model([3, 0, *rest])) for rest in ([1, 2], [2, 1]))
    assert one[:2] == other[:2]
    assert one[2:] != other[2:]
    assert numbers(model([3, 1, 1, 2]))[2] != one[2]


def test_what_fills_a_row_up_changes_neither_the_loss_nor_a_gradient():
    model = small()
    rows, targets = model.rows(["a", "cab"])
    assert (rows[0], targets[0]) == ([3, 0, 3, 3], [0, 3, -1, -1])
    found = []
    for row, target in ((rows[0], targets[0]), (rows[0][:2], targets[0][:2])):
        model.zero_grad()
        loss = next_token_loss(model(row), target)
        loss.backward()
        found.append([loss.data, *(p.grad for p in model.parameters())])
    assert found[0] == found[1]


def test_its_gradients_are_those_of_difference_quotients():
    model = small()
    loss_of(model, "cab").backward()
    for name, parameter in model.named_parameters()[::7]:

        def loss(x, parameter=parameter):
            before, parameter.data = parameter.data, x
            found = loss_of(model, "cab").data
            parameter.data = before
            return found

        slope = central_difference(loss, [parameter.data], 0)
        assert close(parameter.grad, slope, 1e-8), name


def test_the_shares_of_attention_add_up_to_one_over_the_places_so_far():
    model = small()
    attention = model.blocks[0].attention
    xs = [[Value(0.3 * i - k) for i in range(4)] for k in range(3)]
    shares = attention.shares(xs)
    assert [[len(of_place) for of_place in head] for head in shares] == [[1, 2, 3]] * 2
    assert all(close(sum(map(float, of_place)), 1.0) for head in shares for of_place in head)


def test_it_tells_the_shares_of_each_block_as_it_computes_them():
    model = small(blocks=2)
    tokens = [3, 0, 1]
    seen = []
    for block in model.blocks:
        kept = block.attention.shares
        block.attention.shares = lambda xs, kept=kept: seen.append(kept(xs)) or seen[-1]
    model(tokens)
    expected = [[numbers(head) for head in block] for block in seen]
    assert [[numbers(head) for head in block] for block in model.shares(tokens)] == expected
    assert len(expected) == 2


def test_a_temperature_without_end_makes_all_tokens_alike():
    assert set(small().probabilities("a", math.inf).values()) == {0.25}


def test_scores_that_are_not_finite_are_told():
    model = small()
    with pytest.raises(FloatingPointError, match=r"the temperature, 1e-320, is too small"):
        model.probabilities("a", 1e-320)
    model.tokens[0][0].data = math.nan
    with pytest.raises(FloatingPointError, match=r"the scores after 'a' are not finite"):
        model.generate("a", seed=0)


def test_its_weights_are_saved_and_copied(tmp_path):
    model, other = small(), small(seed=1)
    model.save(tmp_path / "weights.json")
    other.load(tmp_path / "weights.json")
    assert other.probabilities("a") == model.probabilities("a")
    assert copy.deepcopy(model).probabilities("a") == model.probabilities("a")
    with pytest.raises(ValueError, match=r"parameters missing: places.4.0"):
        small(context=5).load(tmp_path / "weights.json")


@pytest.mark.parametrize("backend", COMPILED)
def test_it_trains_alike_on_graphs_and_compiled(backend):
    (model, history), (expected, losses) = trained(backend), trained("eager")
    pairs = zip(history.loss, losses.loss, strict=True)
    assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in pairs)
    weights = zip(model.parameters(), expected.parameters(), strict=True)
    assert all(math.isclose(a.data, b.data, rel_tol=1e-9) for a, b in weights)
    assert history.loss[0] > 1.3
    assert history.loss[-1] < 0.7


def test_probabilities_add_up_to_one_and_a_low_temperature_sharpens_them():
    model, _ = trained("python")
    warm, cold = model.probabilities("a"), model.probabilities("a", temperature=0.25)
    assert set(warm) == {"a", "b", "c", ""}
    assert close(sum(warm.values()), 1.0)
    assert max(cold.values()) > max(warm.values())


def test_names_are_drawn_by_a_seed_go_on_from_a_beginning_and_end():
    model, _ = trained("python")
    names = [model.generate("c", seed=seed) for seed in range(8)]
    assert names == [model.generate("c", seed=seed) for seed in range(8)]
    assert all(name.startswith("c") and len(name) <= 3 for name in names)
    assert len(set(names)) > 1


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: GPT(width=0), "size of a layer: given 0; allowed: an int above 0"),
        (lambda: GPT(heads=3), "heads: given 3; allowed: a divisor of the width, 16"),
        (lambda: GPT("aba"), "letters: given 'aba'; allowed: a text of letters, each once"),
        (lambda: GPT(""), "letters: given ''; allowed: a text of letters, each once"),
        (lambda: GPT(["a"]), "letters: given ['a']; allowed: a text of letters, each once"),
        (
            lambda: small().rows(["ab", "aXb"]),
            "given the letter 'X' in 'aXb'; allowed: abc",
        ),
        (
            lambda: small().rows(["abca"]),
            "given the name 'abca'; allowed: up to 3 letters, one less than the context",
        ),
        (lambda: small()([]), "tokens: given 0; allowed: 1 to 4, the context"),
        (lambda: small()([0] * 5), "tokens: given 5; allowed: 1 to 4, the context"),
        (
            lambda: small().probabilities("a", temperature=0.0),
            "temperature: given 0.0; allowed: a number above 0",
        ),
        (
            lambda: small().generate(temperature="hot"),
            "temperature: given 'hot'; allowed: a number above 0",
        ),
        (
            lambda: small().generate("abcab"),
            "given the name 'abcab'; allowed: up to 3 letters, one less than the context",
        ),
        (
            lambda: next_token_loss(small()([3, 0]), [0]),
            "next_token_loss: given 2 places and 1 targets; allowed: as many of each, at least one",
        ),
        (
            lambda: next_token_loss(small()([3, 0]), [-1, -1]),
            "targets: given [-1, -1]; allowed: one from 0 up at least",
        ),
        (
            lambda: small()([3, 4]),
            "choose: given the place 4; allowed: 0 to 3, a whole number",
        ),
    ],
)
def test_bad_input_is_told(call, told):
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        call()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: small().rows("anna"), "names: given 'anna'; allowed: a list of names, such as"),
        (lambda: small().rows(5), "names: given 5; allowed: a list of names, such as"),
        (lambda: small().rows([5]), "given 5; allowed: a name, which is text"),
        (lambda: small().generate(b"a"), "given b'a'; allowed: a name, which is text"),
        (lambda: small()(None), "tokens: given None; allowed: a list of tokens"),
    ],
)
def test_what_is_no_name_is_told(call, told):
    with pytest.raises(TypeError, match=f"^{re.escape(told)}"):
        call()


def test_parameters_have_the_paths_of_their_matrices():
    names = [name for name, _ in small().named_parameters()]
    assert names[0] == "tokens.0.0"
    assert "blocks.0.attention.query.3.1" in names
    assert all(a != b for a, b in pairwise(names))
