"""Files of weights: what is read, what is refused, and that a refusal is short and says it."""

import codecs
import json
import os
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Value
from nn import Module
from tests.text.checks import Numbers, outcome_of_weights


@pytest.fixture
def path(tmp_path):
    return tmp_path / "w.json"


def refusal(path, content):
    """Return what a file of two weights is refused with; nothing may have changed."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    model = Numbers(0.25, 0.75)
    with pytest.raises(ValueError, match=r"w\.json") as raised:
        model.load(path)
    assert model.state_dict() == {"w0": 0.25, "w1": 0.75}
    return str(raised.value).removeprefix(str(path))


# What is read.


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + b'{"w0": 1.5, "w1": 2}',
        b'\r\n{"w1":2.0,\r\n"w0":1.5}\r\n',
        b'{"w0": 15e-1, "w1": 0.2E+1}',
        b'{"\\u0077\\u0030": 1.5, "w1": 2}',
    ],
    ids=["byte-order mark", "lines of Windows", "exponents", "escapes"],
)
def test_what_other_programs_write_is_read(path, content):
    path.write_bytes(content)
    model = Numbers(0.0, 0.0)
    model.load(path)
    assert model.state_dict() == {"w0": 1.5, "w1": 2.0}


def test_an_int_is_the_nearest_float(path):
    path.write_text(f'{{"w0": {2**53 + 1}, "w1": -{10**300}}}', encoding="utf-8")
    model = Numbers(0.0, 0.0)
    model.load(path)
    assert model.state_dict() == {"w0": float(2**53 + 1), "w1": -1e300}


class Named(Module):
    """Parameters under given names."""

    def __init__(self, names):
        self.table = {name: Value(float(i)) for i, name in enumerate(names)}


@pytest.mark.parametrize(
    "name", ["n" * 50_000, "\U0001f600" * 5_000, "\0" * 5_000], ids=lambda x: ascii(x[0])
)
def test_names_of_any_length_come_back(path, name):
    Named([name]).save(path)
    other = Named(["x", name])
    del other.table["x"]
    other.load(path)
    assert other.table[name].data == 0.0


def test_a_pipe_is_read(tmp_path):
    read, write = os.pipe()
    os.write(write, b'{"w0": 1.5, "w1": 2}')
    os.close(write)
    model = Numbers(0.0, 0.0)
    try:
        model.load(f"/dev/fd/{read}")
    finally:
        os.close(read)
    assert model.state_dict() == {"w0": 1.5, "w1": 2.0}


# What is refused.

REFUSED = {
    "a name twice": ('{"w0": 1, "w0": 2, "w1": 3}', "given twice: w0; allowed: each name once"),
    "two names twice": ('{"w0": 1, "w1": 1, "w0": 1, "w1": 1}', "given twice: w0, w1;"),
    "an escape of the same name": ('{"w0": 1, "\\u0077\\u0030": 2, "w1": 3}', "given twice: w0;"),
    "a name twice inside": ('{"w0": {"a": 1, "a": 2}, "w1": 3}', "given twice: a;"),
    "1e400": ('{"w0": 1.5, "w1": 1e400}', "w1 = inf"),
    "-1e400": ('{"w0": 1.5, "w1": -1e400}', "w1 = -inf"),
    "5,000 digits": ('{"w0": 1.5, "w1": 1' + "0" * 5000 + "}", "w1 = inf"),
    "false": ('{"w0": false, "w1": 1}', "w0 = False"),
    "an object inside": ('{"w0": {"w0": {"w0": 1}}, "w1": 1}', "w0 = {'w0': {'w0': 1.0}}"),
    "only a mark": (codecs.BOM_UTF8, "not a JSON file of parameters"),
    "two marks": (codecs.BOM_UTF8 * 2 + b'{"w0": 1, "w1": 2}', "not a JSON file of parameters"),
    "UTF-16": ('{"w0": 1, "w1": 2}'.encode("utf-16"), "not a JSON file of parameters"),
    "nested brackets": ('{"w0": ' + "[" * 100_000 + "]" * 100_000 + "}", "not a JSON file"),
    "nested objects": ('{"w0":' * 100_000 + "1" + "}" * 100_000, "not a JSON file"),
    "after the end": ('{"w0": 1, "w1": 2} {}', "not a JSON file"),
    "a comma at the end": ('{"w0": 1, "w1": 2,}', "not a JSON file"),
    "a control character": ('{"w0": 1, "w1": 2, "\\u001b[2J": 3}', r"unknown: '\x1b[2J'"),
    "half a letter": ('{"w0": 1, "w1": 2, "\\ud800": 3}', r"unknown: '\ud800'"),
    "a string of 900 kB": ('{"w0": 1, "w1": "' + "s" * 900_000 + '"}', "w1 = 'ssss"),
    "a name of 900 kB": ('{"w0": 1, "w1": 2, "' + "n" * 900_000 + '": 3}', "unknown: nnnn"),
    "many names": (json.dumps({f"n{i}": i for i in range(50_000)}), "missing: w0, w1;"),
    "a line of 1 MB": ("w" * 1_000_000, "not a JSON file"),
    "a long file": (" " * 2_000_000 + '{"w0": 1, "w1": 2}', "more than 1,002,048 bytes"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_in_a_short_message(path, content, words):
    said = refusal(path, content)
    assert words in said
    assert len(said) < 300
    said.encode("utf-8")


def test_a_file_without_an_end_is_refused():
    with pytest.raises(ValueError, match=r"/dev/zero: given more than 1,002,048 bytes"):
        Numbers(0.0, 0.0).load("/dev/zero")


@pytest.mark.parametrize("number", ["s" * 10**7, 10**5000, [0] * 10**6], ids=lambda x: str(type(x)))
def test_a_refusal_of_numbers_in_memory_is_short_too(number):
    with pytest.raises(ValueError, match="w0 = ") as raised:
        Numbers(0.0).load_state_dict({"w0": number})
    assert len(str(raised.value)) < 200


# The pieces of files, right and wrong.
PIECES = [
    "\N{ZERO WIDTH NO-BREAK SPACE}",  # the byte-order mark
    '{"w0": 1.5',
    '"w1": 2',
    ', "w1": 2}',
    ",",
    "}",
    "{",
    "[",
    "NaN",
    '"',
    "1e400",
    ":",
    "\ufeff",
]
contents = (
    st.binary(max_size=20)
    | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(st.sampled_from(PIECES), max_size=6).map(lambda some: "".join(some).encode("utf-8"))
)


@given(contents)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_refused_whole(tmp_path, content):
    assert outcome_of_weights(content, tmp_path / "w.json") in ("read", "refused")


def test_many_and_long_names_are_shortened_in_a_message():
    long = "a" * 61 + "b" * 60
    state = {"w0": 1.0, "w1": 2.0, long: 0.0, **{f"v{i}": 0.0 for i in range(5)}}
    with pytest.raises(ValueError, match="unknown") as raised:
        Numbers(1.0, 2.0).load_state_dict(state)
    listed = ", ".join(["a" * 60 + "…" + "b" * 39, "v0", "v1", "v2", "v3", "…"])
    assert str(raised.value) == f"6 parameters unknown: {listed}; nothing was changed"


# What is there stays what it is.


def test_a_file_keeps_its_mode(path):
    Numbers(1.0).save(path)
    path.chmod(0o600)
    Numbers(2.0).save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
