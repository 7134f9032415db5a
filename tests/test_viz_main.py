"""python -m viz: the table it prints, the pictures it writes, and how it refuses."""

import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest

from viz.__main__ import NO_PICTURE, main
from viz.graph import process

ROOT = Path(__file__).resolve().parents[1]
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "gv": b"digraph {"}
NEURON = ["tanh(w*x + b)", "w=-3", "x=2", "b=6.88"]


def run(*arguments, **environment):
    """Run python -m viz in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "viz", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def refusal(arguments, capsys):
    """Return what stderr says of arguments that are refused."""
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("python -m viz: ")
    assert "Traceback" not in said
    return said


def table(capsys):
    """Return what stdout shows before it says that no picture was asked for."""
    out = capsys.readouterr().out
    assert out.endswith(f"\n{NO_PICTURE}\n")
    return out.removesuffix(f"{NO_PICTURE}\n")


# The table.


def test_the_table_has_value_and_gradients(capsys):
    assert main(NEURON) == 0
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines()] == [
        ["tanh", "data", "0.7064", "grad", "1"],
        ["w", "data", "-3", "grad", "1.002"],
        ["x", "data", "2", "grad", "-1.503"],
        ["b", "data", "6.88", "grad", "0.501"],
        NO_PICTURE.split(),
    ]
    assert err == ""


def test_the_columns_of_the_table_are_aligned(capsys):
    main(["sigmoid(long_name * x)", "long_name=-0.123456", "x=1234567"])
    lines = capsys.readouterr().out.splitlines()[:-1]
    assert len({line.index("  data ") for line in lines}) == 1
    assert len({line.index("  grad ") for line in lines}) == 1
    assert len({len(line) for line in lines}) == 1


def test_constants_alone_have_a_value_and_no_gradient(capsys):
    assert main(["2 + 3*4"]) == 0
    assert table(capsys).split() == ["+", "data", "14"]


def test_a_choice_has_the_gradient_of_what_was_chosen(capsys):
    assert main(["where(x > 0, x, -2*x)", "x=-3"]) == 0
    assert table(capsys).split() == [
        *["where", "data", "6", "grad", "1"],
        *["x", "data", "-3", "grad", "-2"],
    ]


def test_a_name_alone_stands_in_the_table_once(capsys):
    assert main(["x", "x=2"]) == 0
    assert table(capsys).split() == ["x", "data", "2", "grad", "1"]


@pytest.mark.parametrize("number", ["1e-3", "+.001", " 1e-3 ", "1_0e-4"], ids=repr)
def test_numbers_are_written_as_python_takes_them(number, capsys):
    assert main(["x + 0", f"x={number}"]) == 0
    assert "0.001" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["λ", "µ"])
def test_names_may_be_greek(name, capsys):
    # On European keyboards µ is the micro sign, which Python's parser reads as the letter μ.
    assert main([f"2*{name}", f"{name}=3"]) == 0
    assert "data          6" in capsys.readouterr().out


def test_an_expression_that_starts_with_a_minus_follows_two_dashes(capsys):
    assert main(["--", "-x", "x=2"]) == 0
    assert capsys.readouterr().out.split()[:3] == ["neg", "data", "-2"]


def test_without_a_picture_the_way_to_one_is_told_in_a_line(tmp_path, capsys):
    main(NEURON)
    assert "add -o graph.svg" in capsys.readouterr().out.splitlines()[-1]
    for option, name in (("-o", "a.gv"), ("--walk", "a.html")):
        main([*NEURON, option, str(tmp_path / name)])
        assert NO_PICTURE not in capsys.readouterr().out


@pytest.mark.parametrize("program", ["python -m viz", "chalkgrad draw"])
@pytest.mark.parametrize("arguments", [["2x+1", "x=1"], ["x", "x=y"], ["x", "-o", "a.bmp"]])
def test_an_error_begins_with_the_name_of_the_command(program, arguments, capsys):
    assert main(arguments, program) == 2
    assert capsys.readouterr().err.startswith(f"{program}: ")


# Pictures.


@pytest.mark.parametrize(
    ("option", "suffix"), [*(("-o", suffix) for suffix in SIGNATURES), ("--output", "gv")]
)
def test_the_picture_is_written_in_the_format_of_its_name(suffix, option, tmp_path, capsys):
    path = tmp_path / f"neuron.{suffix}"
    assert main([*NEURON, option, str(path)]) == 0
    assert path.read_bytes().startswith(SIGNATURES[suffix])
    assert list(tmp_path.iterdir()) == [path]
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == f"wrote {path}"
    assert err == ""


@pytest.mark.parametrize(
    ("option", "name", "start"),
    [("-o", f"A.{kind.upper()}", start) for kind, start in SIGNATURES.items()]
    + [("--walk", "A.HTML", b"<!doctype html>")],
)
def test_the_ending_of_a_name_may_be_in_capitals(option, name, start, tmp_path):
    assert main([*NEURON, option, str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().lower().startswith(start.lower())
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_picture_shows_labels_data_and_gradients(tmp_path):
    path = tmp_path / "neuron.svg"
    main([*NEURON, "-o", str(path)])
    picture = path.read_text(encoding="utf-8")
    for shown in ("tanh", ">w<", ">x<", ">b<", "0.7064", "−1.503"):
        assert shown in picture


@pytest.mark.parametrize("option", ["-o", "--walk"])
def test_what_is_written_goes_into_a_pipe_that_is_there(option, tmp_path):
    pipe = tmp_path / ("pipe.gv" if option == "-o" else "pipe.html")
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert main([*NEURON, option, str(pipe)]) == 0
    reader.join()
    assert read[0].startswith(b"digraph" if option == "-o" else b"<!doctype html>")
    assert pipe.is_fifo()


def source(tmp_path, *options):
    path = tmp_path / "picture.gv"
    assert main(["x**2 * 3", "x=5", "-o", str(path), *options]) == 0
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("rankdir", ["LR", "TB", "RL", "BT"])
def test_the_direction_may_be_given(rankdir, tmp_path):
    assert f"rankdir={rankdir}" in source(tmp_path, "--rankdir", rankdir)


def test_the_options_add_slopes_and_leave_out_constants(tmp_path):
    plain = source(tmp_path)
    assert "rankdir=LR" in plain
    assert plain.count(" -> ") == 4
    assert source(tmp_path, "--no-constants").count(" -> ") == 2
    slopes = source(tmp_path, "--edge-gradients")
    assert "label=10" in slopes
    assert "label=10" not in plain


# Refusals.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.real", "x=2"], ["allowed: names, numbers", "\n  x.real\n   ^\n"]),
        (["x +", "x=2"], ["\n  x +\n     ^\n"]),
        ([""], ["allowed: names, numbers"]),
        (["x + y", "x=2"], ["y has no number; write y=1.5", "\n  x + y\n      ^\n"]),
        (["x", "x=2", "y=3", "z=4"], ["y, z", "not in the expression: x"]),
        (["x", "x=two"], ["given 'x=two'", "x=2"]),
        (["x", "x"], ["given 'x'", "x=2"]),
        (["x", "x="], ["given 'x='", "x=2"]),
        (["x", "x=-3,5"], ["given 'x=-3,5'", "such as x=-3.5"]),
        (["--", "-x", "x=1", "-o", "n.svg"], ["given '-o'", '-- "-x" x=1, options first']),
        (["x", "=2"], ["given '=2'", "x=2"]),
        (["x", "2=x"], ["given '2=x'"]),
        (["x", "x=1=2"], ["given 'x=1=2'"]),
        (["x", "x=1j"], ["given 'x=1j'"]),
        (["x", "x=1e400"], ["given 'x=1e400'", "a finite number"]),
        (["x", "x=nan"], ["given 'x=nan'", "a finite number"]),
        (["x", "x=" + "9" * 100_000], ["given 'x=999", "..."]),
        (["µ*2", "µ=2", "μ=3"], ["given µ and μ, one name"]),
        (["x", "x=1", "x=2"], ["given x twice"]),
        (["2x+1", "x=2"], ["write 2*x", "\n  2x+1\n  ^\n"]),
        (["1 + 1/x", "x=0"], ["op '/'", "\n  1 + 1/x\n       ^\n"]),
        (["1 + sqrt(x)", "x=0"], ["gradient of sqrt", "\n  1 + sqrt(x)\n      ^\n"]),
        (["x > 1", "x=0"], ["stands in where alone", "\n  x > 1\n    ^\n"]),
        (["log(x)", "x=0"], ["op 'log' on 0.0 labelled 'x'"]),
        (["sqrt(x)", "x=-1"], ["op 'sqrt' on -1.0 labelled 'x'"]),
        (["sqrt(x)", "x=0"], ["gradient of sqrt", "labelled 'x'"]),
        (["1 / x", "x=0"], ["op '/'", "0.0 labelled 'x'"]),
        (["exp(x)", "x=1000"], ["op 'exp' on 1000.0 labelled 'x'"]),
        (["(-8) ** x", "x=0.5"], ["op '**' on -8.0"]),
        (["+".join(["x"] * 20_000), "x=1"], ["nested too deeply"]),
        (["x\0", "x=1"], ["null bytes"]),
        (["x + " + "9" * 400, "x=1"], ["too large"]),
    ],
    ids=lambda x: repr(x)[:40] if isinstance(x[0], str) and "=" in repr(x) else "",
)
def test_bad_input_is_told_on_stderr_with_exit_status_2(arguments, words, capsys):
    said = refusal(arguments, capsys)
    for word in words:
        assert word in said


@pytest.mark.parametrize("name", ["a.docx", "a", "a.SVGX", "svg", ".svg", "."])
def test_an_output_of_another_kind_is_refused_and_not_written(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = refusal([*NEURON, "-o", name], capsys)
    assert f"output: given {name!r}" in said
    for suffix in SIGNATURES:
        assert suffix in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "suffix"), [("missing", "svg"), ("missing", "gv"), ("file", "gv"), ("taken", "gv")]
)
def test_an_output_that_cannot_be_written_is_told_in_one_line(place, suffix, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    (tmp_path / f"taken.{suffix}").mkdir()
    path = tmp_path / (f"taken.{suffix}" if place == "taken" else f"{place}/a.{suffix}")
    said = refusal([*NEURON, "-o", str(path)], capsys)
    assert str(path) in said
    assert said.count("\n") == 1


def test_an_unknown_direction_is_refused(tmp_path, capsys):
    said = refusal([*NEURON, "-o", str(tmp_path / "a.gv"), "--rankdir", "up"], capsys)
    assert "rankdir: given 'up'; allowed: 'LR', 'TB', 'RL', 'BT'" in said


def test_without_graphviz_the_error_names_the_remedies_and_text_is_written(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(process, "find_spec", lambda n: None if n == "pygraphviz" else find_spec(n))
    monkeypatch.setenv("PATH", "")
    said = refusal([*NEURON, "-o", str(tmp_path / "a.svg")], capsys)
    assert "pip install pygraphviz" in said
    assert "`dot` program" in said
    assert main([*NEURON, "-o", str(tmp_path / "a.gv")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.gv"]


@pytest.mark.parametrize("arguments", [[], ["-x", "x=2"], ["x", "x=2", "--frob"], ["x", "-o"]])
def test_bad_usage_is_exit_status_2_and_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("python -m viz: ")
    assert said.count("\n") == 1
    assert ("; for an expression that starts with a minus" in said) == ("-x" in arguments)


def test_help_tells_what_an_expression_may_hold(capsys):
    with pytest.raises(SystemExit) as raised:
        main(["--help"])
    assert raised.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    for word in ("+ - * / **", "softplus", "svg, png, pdf, gv", "w=-3 x=2 b=6.88"):
        assert word in out


# As a program.


def test_the_example_of_the_docs_runs_from_any_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*NEURON, "-o", "neuron.svg", PATH="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].split() == ["tanh", "data", "0.7064", "grad", "1"]
    assert done.stdout.splitlines()[-1] == "wrote neuron.svg"
    assert Path("neuron.svg").read_bytes().startswith(SIGNATURES["svg"])


def test_a_refusal_of_the_program_has_a_caret_and_no_traceback():
    done = run("__import__('os').getcwd()", "x=2")
    assert (done.returncode, done.stdout) == (2, "")
    shown = done.stderr.splitlines()
    assert shown[1:] == ["  __import__('os').getcwd()", "  ^"]


def test_a_terminal_without_the_minus_sign_is_no_reason_to_fail():
    done = run(*NEURON, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.7064" in done.stdout


@pytest.mark.parametrize("arguments", [["x", "x=1", "x=2"], ["x", "x=1", "-o", "a.bmp"]])
def test_what_is_refused_prints_nothing_else(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().out == ""
