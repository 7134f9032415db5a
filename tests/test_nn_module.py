"""Module: names and order of parameters, and state that survives saving, loading and crashes."""

import json
import math
import os
import re
from pathlib import Path

import numpy as np
import pytest

import nn
from engine import Value
from nn import MLP, Layer, Module
from tests.test_nn_stops import InterruptedAt


class Everywhere(Module):
    """Every place where a parameter can be."""

    def __init__(self):
        self.scale = Value(1.0)
        self.w = [Value(2.0), Value(3.0)]
        self.name = "no parameter"
        self.size = 7
        self.pair = (Value(4.0), Value(5.0))
        self.kernel = np.array([[Value(6.0), Value(7.0)], [Value(8.0), Value(9.0)]], dtype=object)
        self.table = np.zeros((2, 2))
        self.rows = [[Value(10.0)], [Value(11.0), Value(12.0)]]
        self.inner = Layer(1, 1)
        self.blocks = [Layer(1, 1), Layer(1, 1)]
        self.nothing = None


EVERYWHERE = [
    "scale",
    *["w0", "w1", "pair0", "pair1"],
    *["kernel.0.0", "kernel.0.1", "kernel.1.0", "kernel.1.1"],
    *["rows.0.0", "rows.1.0", "rows.1.1"],
    *["inner.neurons.0.w0", "inner.neurons.0.b"],
    *["blocks.0.neurons.0.w0", "blocks.0.neurons.0.b"],
    *["blocks.1.neurons.0.w0", "blocks.1.neurons.0.b"],
]


class Shared(Module):
    """One Value in three places."""

    def __init__(self):
        self.first = Value(1.0)
        self.w = [Value(2.0), self.first]
        self.again = self.first


class Numbers(Module):
    """Given numbers as parameters."""

    def __init__(self, *numbers):
        self.w = [Value(number) for number in numbers]


def state_of(model):
    return {name: number.hex() for name, number in model.state_dict().items()}


# Names.


def test_names_of_an_mlp_are_the_paths_to_its_parameters():
    names = [name for name, _ in MLP(2, [2, 1]).named_parameters()]
    assert names == [
        *["layers.0.neurons.0.w0", "layers.0.neurons.0.w1", "layers.0.neurons.0.b"],
        *["layers.0.neurons.1.w0", "layers.0.neurons.1.w1", "layers.0.neurons.1.b"],
        *["layers.1.neurons.0.w0", "layers.1.neurons.0.w1", "layers.1.neurons.0.b"],
    ]


def test_a_name_leads_to_its_parameter():
    model = MLP(2, [3, 3, 1])
    named = dict(model.named_parameters())
    assert named["layers.0.neurons.2.w1"] is model.layers[0].neurons[2].w[1]
    assert named["layers.1.neurons.0.b"] is model.layers[1].neurons[0].b


def test_parameters_are_found_in_lists_tuples_arrays_and_modules_in_order_of_definition():
    model = Everywhere()
    assert [name for name, _ in model.named_parameters()] == EVERYWHERE
    assert [p.data for p in model.parameters()][:12] == [float(i) for i in range(1, 13)]


def test_parameters_are_the_named_ones_in_the_same_order():
    for model in (Everywhere(), MLP(3, [4, 4, 1])):
        named = [parameter for _, parameter in model.named_parameters()]
        assert [id(p) for p in model.parameters()] == [id(p) for p in named]
        assert model.state_dict() == {name: p.data for name, p in model.named_parameters()}


def test_a_shared_parameter_is_listed_once_under_its_first_name():
    model = Shared()
    assert [name for name, _ in model.named_parameters()] == ["first", "w0"]
    assert len(model.parameters()) == 2


def test_different_parameters_of_equal_number_are_all_listed():
    assert len(Numbers(1.0, 1.0, 1.0).parameters()) == 3


def test_two_parameters_never_have_the_same_name():
    class Model(Module):
        def __init__(self):
            self.w1 = Value(1.0)
            self.w = [Value(2.0), Value(3.0)]

    model = Model()
    assert len(model.parameters()) == 3
    assert [name for name, _ in model.named_parameters()] == ["w1", "w0", "w1_"]


def test_a_number_at_the_end_of_the_name_of_a_list_stays_apart_from_the_place_in_it():
    model = Module()
    model.h1, model.h = [Value(1.0), Value(2.0)], [Value(3.0)]
    assert list(model.state_dict()) == ["h1.0", "h1.1", "h0"]


def test_a_module_without_parameters_has_none():
    assert Module().parameters() == []
    assert Module().state_dict() == {}


def test_a_frozen_parameter_is_still_a_parameter():
    model = Numbers(1.0, 2.0)
    model.w[1].requires_grad_(False)
    assert model.state_dict() == {"w0": 1.0, "w1": 2.0}


@pytest.mark.parametrize(
    "use", ["named_parameters", "parameters", "zero_grad", "state_dict", "save", "load_state_dict"]
)
def test_a_parameter_that_became_a_result_is_an_error_that_says_what_to_write(use, tmp_path):
    model = MLP(2, [2, 1])
    neuron = model.layers[0].neurons[1]
    model([1.0, 2.0]).backward()
    neuron.w[1] -= 0.1 * neuron.w[1].grad
    arguments = {"save": [tmp_path / "w.json"], "load_state_dict": [{}]}.get(use, [])
    with pytest.raises(ValueError, match="the result of '-'") as raised:
        getattr(model, use)(*arguments)
    for word in ("layers.0.neurons.1.w1", "leaf", "p.data -= lr * p.grad"):
        assert word in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_zero_grad_makes_every_gradient_one_that_was_never_computed():
    model = MLP(2, [2, 1], seed=0)
    model([1.0, 2.0]).backward()
    assert all(p.has_grad for p in model.parameters())
    model.zero_grad()
    assert [p.grad for p in model.parameters()] == [0.0] * 9
    assert not any(p.has_grad for p in model.parameters())


def test_repr_counts_the_parameters():
    assert repr(Numbers(1.0, 2.0)) == "Numbers with 2 parameters"


# State in memory.


def test_state_dict_is_a_copy():
    model = Numbers(1.0, 2.0)
    state = model.state_dict()
    state["w0"] = 9.0
    assert model.w[0].data == 1.0
    model.w[1].data = 5.0
    assert state["w1"] == 2.0


def test_load_state_dict_sets_the_numbers_and_keeps_the_parameters():
    model, other = MLP(2, [3, 1], seed=1), MLP(2, [3, 1], seed=2)
    before = model.parameters()
    model.load_state_dict(other.state_dict())
    assert state_of(model) == state_of(other)
    assert all(new is old for new, old in zip(model.parameters(), before, strict=True))
    other.parameters()[0].data += 1.0
    assert state_of(model) != state_of(other)


def test_load_state_dict_takes_any_order_and_ints():
    model = Numbers(0.0, 0.0)
    model.load_state_dict({"w1": 2, "w0": np.float64(1.5)})
    assert [p.data for p in model.parameters()] == [1.5, 2.0]
    assert {type(p.data) for p in model.parameters()} == {float}


def test_loading_sets_a_shared_parameter_everywhere():
    model = Shared()
    model.load_state_dict({"first": 3.0, "w0": 4.0})
    assert (model.again.data, model.w[1].data, model.w[0].data) == (3.0, 3.0, 4.0)


# Files.

EXTREMES = (0.1 + 0.2, 1.0 / 3.0, -0.0, 5e-324, -2.5e-310, 1.7976931348623157e308, 2.0**53 + 2.0)


@pytest.mark.parametrize("kind", [str, Path], ids=["str", "Path"])
def test_save_and_load_keep_every_bit(tmp_path, kind):
    path = kind(tmp_path / "weights.json")
    model, copy = Numbers(*EXTREMES), Numbers(*[1.0] * len(EXTREMES))
    model.save(path)
    copy.load(path)
    assert state_of(copy) == state_of(model)
    assert [number.hex() for number in copy.state_dict().values()] == [x.hex() for x in EXTREMES]


def test_a_saved_network_predicts_the_same(tmp_path):
    model, copy = MLP(3, [4, 4, 1], seed=1), MLP(3, [4, 4, 1], seed=2)
    model.save(tmp_path / "w.json")
    copy.load(tmp_path / "w.json")
    assert copy([2.0, 3.0, -1.0]).data == model([2.0, 3.0, -1.0]).data


def test_the_file_is_json_of_names_to_numbers_in_order(tmp_path):
    model = Everywhere()
    model.save(tmp_path / "w.json")
    state = json.loads((tmp_path / "w.json").read_text("utf-8"))
    assert state == model.state_dict()
    assert list(state) == EVERYWHERE


def test_save_works_with_a_bare_file_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Numbers(1.0).save("w.json")
    assert [path.name for path in tmp_path.iterdir()] == ["w.json"]


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["full", "^C"])
@pytest.mark.parametrize(
    ("where", "name"),
    [(os, "open"), (os, "fsync"), (Path, "replace")],
    ids=["open", "fsync", "replace"],
)
@pytest.mark.parametrize("existing", [True, False], ids=["over an old file", "a new file"])
def test_a_crash_while_saving_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, existing, where, name, error
):
    path = tmp_path / "w.json"
    if existing:
        Numbers(1.0).save(path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(where, name, failing(error))
        with pytest.raises(type(error)):
            Numbers(2.0).save(path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    Numbers(2.0).save(path)
    assert json.loads(path.read_text("utf-8")) == {"w0": 2.0}


def test_the_new_file_is_complete_on_disk_and_beside_the_old_one_before_it_takes_its_place(
    tmp_path, monkeypatch
):
    # Beside it, because a rename to another file system is a copy, which a crash can cut off.
    path = tmp_path / "w.json"
    Numbers(1.0).save(path)
    old, seen = path.read_bytes(), []
    sync = os.fsync

    def watching(handle):
        sync(handle)
        seen.append((path.read_bytes(), sorted(f.stat().st_size for f in tmp_path.iterdir())))

    monkeypatch.setattr(os, "fsync", watching)
    Numbers(2.0, 3.0).save(path)
    assert seen[0] == (old, [len(old), path.stat().st_size])


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_save_refuses_a_number_that_is_not_finite(tmp_path, number):
    path = tmp_path / "w.json"
    Numbers(1.0, 2.0).save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"w1 = {number}"):
        Numbers(3.0, number).save(path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


BAD_STATES = {
    "missing": ('{"w0": 1.5}', ["missing", "w1"]),
    "all missing": ("{}", ["missing", "w0", "w1"]),
    "extra": ('{"w0": 1.5, "w1": 2.5, "w2": 3.5}', ["unknown", "w2"]),
    "other names": ('{"a0": 1.5, "a1": 2.5}', ["w0", "w1"]),
    "string": ('{"w0": 1.5, "w1": "2.5"}', ["w1", "'2.5'"]),
    "null": ('{"w0": 1.5, "w1": null}', ["w1", "None"]),
    "true": ('{"w0": 1.5, "w1": true}', ["w1", "True"]),
    "NaN": ('{"w0": 1.5, "w1": NaN}', ["w1", "nan"]),
    "Infinity": ('{"w0": 1.5, "w1": Infinity}', ["w1", "inf"]),
    "-Infinity": ('{"w0": 1.5, "w1": -Infinity}', ["w1", "-inf"]),
    "1e999": ('{"w0": 1.5, "w1": 1e999}', ["w1", "inf"]),
    "int beyond floats": ('{"w0": 1.5, "w1": 1' + "0" * 400 + "}", ["w1"]),
    "list for a number": ('{"w0": 1.5, "w1": [2.5]}', ["w1", "[2.5]"]),
    "object for a number": ('{"w0": 1.5, "w1": {"b": 2.5}}', ["w1", "{'b': 2.5}"]),
    "a list": ("[1.5, 2.5]", ["list", "names"]),
    "a number": ("1.5", ["float", "names"]),
    "a string": ('"w0 w1"', ["str", "names"]),
    "null alone": ("null", ["NoneType", "names"]),
    "cut off": ('{"w0": 1.5, "w1"', ["not a JSON file"]),
    "no JSON": ("w0 = 1.5", ["not a JSON file"]),
    "empty": ("", ["not a JSON file"]),
    "endless brackets": ("[" * 200_000, ["not a JSON file"]),
    "another encoding": (b"\xff\xfe\x00", ["not a JSON file"]),
}
REFUSALS = pytest.mark.parametrize(("content", "words"), BAD_STATES.values(), ids=BAD_STATES)


@REFUSALS
def test_load_refuses_by_name_what_does_not_fit_and_changes_nothing(tmp_path, content, words):
    path = tmp_path / "w.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    model = Numbers(0.25, 0.75)
    with pytest.raises(ValueError, match=r"w\.json") as raised:
        model.load(path)
    for word in words:
        assert word in str(raised.value).removeprefix(str(path))
    assert model.state_dict() == {"w0": 0.25, "w1": 0.75}


@pytest.mark.parametrize("nouts", [[2, 1], [4, 1], [3, 2], [3, 1, 1]], ids=str)
def test_load_refuses_other_shapes(tmp_path, nouts):
    path = tmp_path / "w.json"
    MLP(2, nouts, seed=1).save(path)
    model = MLP(2, [3, 1], seed=2)
    before = state_of(model)
    with pytest.raises(ValueError, match=r"w\.json: .*layers\.\d\.neurons\.\d\.\w"):
        model.load(path)
    assert state_of(model) == before


def test_a_refusal_of_many_names_some_and_counts_all(tmp_path):
    MLP(9, [9, 1]).save(tmp_path / "w.json")
    with pytest.raises(ValueError, match="missing") as raised:
        Numbers(*range(30)).load(tmp_path / "w.json")
    assert "30" in str(raised.value)
    assert "w0" in str(raised.value)
    assert len(str(raised.value).removeprefix(str(tmp_path))) < 200


@pytest.mark.parametrize("use", ["load", "save"])
def test_a_path_that_leads_nowhere_is_an_oserror_and_changes_nothing(tmp_path, use):
    model = Numbers(0.25)
    with pytest.raises(FileNotFoundError):
        getattr(model, use)(tmp_path / "nowhere" / "w.json")
    assert model.state_dict() == {"w0": 0.25}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("use", ["load", "save"])
def test_a_folder_is_not_a_file_of_weights(tmp_path, use):
    folder = tmp_path / "w.json"
    folder.mkdir()
    with pytest.raises(OSError, match="directory"):
        getattr(Numbers(0.25), use)(folder)
    assert list(tmp_path.rglob("*")) == [folder]


# Doors.


def test_the_doors_of_nn_complete_to_public_names_only():
    assert {*dir(nn)} == {*nn.__all__, "data"}
    assert {*dir(nn.data)} == {*nn.data.__all__}
    assert all(hasattr(nn, name) for name in dir(nn))


@pytest.mark.parametrize(("count", "end"), [(5, "x4; nothing"), (6, "x4, …; nothing")])
def test_a_complaint_of_many_names_shows_five(count, end):
    state = MLP(1, [1], seed=0).state_dict() | {f"x{i}": 0.0 for i in range(count)}
    with pytest.raises(ValueError, match=f"{count} parameters unknown: x0, x1, x2, x3, {end}"):
        MLP(1, [1], seed=0).load_state_dict(state)


def test_the_file_that_replaces_another_is_hidden_and_says_whose_it_is(tmp_path, monkeypatch):
    names = []
    monkeypatch.setattr(os, "fsync", lambda _: names.extend(f.name for f in tmp_path.iterdir()))
    Numbers(1.0).save(tmp_path / "w.json")
    assert [re.fullmatch(r"\.chalkgrad-\w{16}\.tmp", name) is not None for name in names] == [True]
    assert (tmp_path / "w.json").read_text("utf-8") == '{\n "w0": 1.0\n}\n'


def test_ctrl_c_at_any_line_of_loading_leaves_all_parameters_set_or_none():
    old, new = (MLP(2, [2, 1], seed=seed).state_dict() for seed in (1, 2))
    with InterruptedAt() as counted:
        MLP(2, [2, 1], seed=1).load_state_dict(new)
    interrupted = 0
    for k in range(1, counted.lines + 1):
        model = MLP(2, [2, 1], seed=1)
        try:
            with InterruptedAt(k):
                model.load_state_dict(new)
        except KeyboardInterrupt:
            interrupted += 1
        assert model.state_dict() in (old, new)
    assert interrupted > 100


class Slotted(Module):
    __slots__ = ("empty", "w", "__scale", "a")  # noqa: RUF023 (the order is what is tested)

    def __init__(self):
        self.w = [Value(1.0), Value(2.0)]
        self.__scale = Value(4.0)
        self.a = Value(5.0)

    def __call__(self, x):
        return self.a * (self.w[0] * x[0] + self.w[1]) * self.__scale


class OneSlot(Slotted):
    __slots__ = "last"  # noqa: PLC0205 (Python allows it)


def test_what_stands_in_slots_is_found_in_the_order_of_definition():
    model = OneSlot()
    model.last = Value(6.0)
    model.b = Value(3.0)  # a Module has attributes too
    names = [name for name, _ in model.named_parameters()]
    assert names == ["w0", "w1", "_Slotted__scale", "a", "last", "b"]


def test_a_class_that_names_its_slots_by_an_iterator_is_found_too():
    assert [name for name, _ in Iterated().named_parameters()] == ["b", "w"]


class Iterated(Module):
    __slots__ = iter(["w", "b"])  # read by Python when the class was made: the names are gone

    def __init__(self):
        self.w, self.b = Value(1.0), Value(2.0)
