"""python -m nn: the files it writes, what it prints, its options, its errors."""

import errno
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from nn import MLP
from nn.__main__ import Standardizing, main
from nn.data import digits, standardized
from tests.numerics import all_close
from tests.running import RUNNING
from viz.graph.rendering import Drawing

PNG = b"\x89PNG\r\n\x1a\n"
SCORE = r"[01]\.\d+"
OPTIONS = [
    *["--data", "--layers", "--activation", "--loss", "--optimizer", "--lr", "--steps"],
    *["--batch-size", "--l2", "--backend", "--seed", "--out", "--save", "--load"],
    *["--animate", "--page", "--playground", "--draw"],
]


@pytest.fixture
def undrawn(monkeypatch):
    """Write empty pictures: drawing takes most of a second."""
    monkeypatch.setattr(Figure, "savefig", lambda self, file, **_: file.write(PNG))
    monkeypatch.setattr(Drawing, "pipe", lambda self, *_, **__: PNG)


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command line with small settings; return its status, stdout and stderr."""

    def run(*arguments):
        small = ["--layers", "3", "--steps", "2", "--out", tmp_path / "out"]
        try:
            status = main([str(argument) for argument in [*small, *arguments]])
        except SystemExit as stop:
            status = stop.code
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


@pytest.fixture
def trained(run, tmp_path):
    """Run, and return the weights that were saved."""

    def trained(*arguments):
        path = tmp_path / "trained.json"
        status, _, _ = run("--data", "sine", "--save", path, *arguments)
        assert status == 0
        return json.loads(path.read_text("utf-8"))

    return trained


def paths_in(out):
    return [Path(path) for path in re.findall(r"wrote (.+)$", out, re.MULTILINE)]


def assert_picture(path):
    picture = path.read_bytes()
    if path.suffix == ".png":
        assert picture.startswith(PNG)
    else:
        assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"


# What it writes and prints.


def test_without_a_data_set_it_trains_on_iris_and_on_moons_and_ends_with_the_files(run, tmp_path):
    status, out, _ = run("--layers", "1")
    assert status == 0
    last = [line.partition(str(tmp_path / "out"))[::2] for line in out.splitlines()[-9:]]
    assert [end.lstrip("/") for _, end in last] == [
        "",
        *["iris_loss.png", "iris_neuron.svg", "iris_neuron.png"],
        "",
        *["moons_loss.png", "moons_boundary.png", "moons_neuron.svg", "moons_neuron.png"],
    ]
    for name, (line, _) in (("iris", last[0]), ("moons", last[4])):
        pattern = f"{name}: accuracy {SCORE} on the training set, {SCORE} held out"
        assert re.fullmatch(pattern, line)
    assert sorted(paths_in(out)) == sorted((tmp_path / "out").iterdir())
    for path in paths_in(out):
        assert_picture(path)


def test_the_drawn_neuron_names_inputs_and_weights(run, tmp_path):
    status, _, _ = run("--data", "iris", "--steps", "1")
    assert status == 0
    drawing = (tmp_path / "out" / "iris_neuron.svg").read_text("utf-8")
    for word in ("sepal_length", "petal_width", "w0", "w3", "tanh", "data", "grad"):
        assert word in drawing


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("name", "measure"),
    [
        *[(name, "accuracy") for name in ("moons", "circles", "xor")],
        *[(name, "accuracy") for name in ("spirals", "blobs", "yin_yang", "iris")],
        ("sine", "loss"),
    ],
)
def test_every_data_set_trains_with_the_loss_that_suits_it(run, tmp_path, name, measure):
    status, out, _ = run("--data", name, "--layers", "1", "--steps", "1")
    assert status == 0
    assert re.search(rf"^{name}: {measure} \d\.\d+ on the training set", out, re.MULTILINE)
    assert sorted(paths_in(out)) == sorted((tmp_path / "out").iterdir())
    two_columns = name not in {"iris", "sine"}
    assert (tmp_path / "out" / f"{name}_boundary.png").exists() is two_columns


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("name", "loss", "outputs"),
    [
        ("moons", "cross_entropy", 2),
        ("iris", "mse", 1),
    ],
)
def test_a_loss_that_fits_may_be_chosen_and_decides_the_number_of_outputs(
    trained, name, loss, outputs
):
    weights = trained("--data", name, "--loss", loss, "--layers", "1", "--steps", "1")
    last = {key.split(".")[3] for key in weights if key.startswith("layers.1.")}
    assert len(last) == outputs


@pytest.mark.usefixtures("undrawn")
def test_the_loss_decides_what_is_learned(trained):
    losses = ["mse", "hinge", "binary_cross_entropy"]
    runs = [trained("--data", "moons", "--layers", "1", "--loss", loss) for loss in losses]
    assert runs[0] != runs[1] != runs[2] != runs[0]
    assert trained("--data", "moons", "--layers", "1") == runs[1]


@pytest.mark.usefixtures("undrawn")
def test_training_learns(run):
    arguments = ["--data", "iris", "--layers", "4", "--lr", "0.05"]
    _, before, _ = run(*arguments, "--steps", "0")
    _, after, _ = run(*arguments, "--steps", "80")
    scores = [
        [float(score) for score in re.search(r"accuracy ([\d.]+) .* ([\d.]+) held", out).groups()]
        for out in (before, after)
    ]
    assert max(scores[0]) < 0.7
    assert min(scores[1]) > 0.9


def test_the_progress_bar_is_on_stderr(run):
    _, out, err = run("--data", "sine", "--steps", "1")
    assert "1/1" in err
    assert "1/1" not in out


# Options.


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("option", "setting"),
    [
        ("--data", "circles"),
        ("--layers", "3,3"),
        ("--layers", "2"),
        ("--activation", "relu"),
        ("--optimizer", "sgd"),
        ("--lr", "0.01"),
        ("--steps", "3"),
        ("--batch-size", "7"),
        ("--l2", "0.5"),
        ("--seed", "1"),
    ],
)
def test_every_option_of_training_has_an_effect(trained, option, setting):
    plain, changed = trained(), trained(option, setting)
    assert changed != plain
    assert trained() == plain


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("backend", RUNNING)
def test_another_backend_trains_to_the_same_weights(trained, backend):
    plain, ours = trained("--steps", "20"), trained("--steps", "20", "--backend", backend)
    assert ours.keys() == plain.keys()
    assert all_close(list(ours.values()), list(plain.values()), 1e-12)


@pytest.mark.usefixtures("undrawn")
def test_the_options_left_out_have_the_defaults_that_the_help_tells(run, trained):
    _, out, _ = run("--help")
    options = re.split(r"^  (?=-)", out, flags=re.MULTILINE)
    told = {
        option.split()[0]: default[1]
        for option in options
        if (default := re.search(r"\(default:\s([^)]+)\)$", option.strip()))
    }
    names = ["--activation", "--optimizer", "--lr", "--batch-size", "--l2", "--seed"]
    assert set(names) <= set(told)
    assert trained(*[word for name in names for word in (name, told[name])]) == trained()


@pytest.mark.usefixtures("undrawn")
def test_layers_are_the_hidden_ones(trained, tmp_path):
    trained("--data", "sine", "--layers", "5,2")
    MLP(1, [5, 2, 1]).load(tmp_path / "trained.json")


@pytest.mark.usefixtures("undrawn")
def test_out_is_made_with_its_parents(run, tmp_path):
    folder = tmp_path / "a" / "b"
    status, out, _ = run("--data", "sine", "--out", folder)
    assert status == 0
    assert {path.parent for path in paths_in(out)} == {folder}
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("undrawn")
def test_load_continues_from_the_weights_that_save_wrote(trained, tmp_path):
    start, loaded = tmp_path / "start.json", tmp_path / "trained.json"
    untrained = trained("--steps", "0")
    loaded.rename(start)
    assert trained("--steps", "0", "--seed", "1") != untrained
    assert trained("--steps", "0", "--seed", "1", "--load", start) == untrained
    assert trained("--load", start) == trained() != untrained


@pytest.mark.usefixtures("undrawn")
def test_the_seed_decides_which_samples_are_held_out(run, tmp_path):
    path = tmp_path / "w.json"
    MLP(4, [3, 3], seed=0).save(path)
    arguments = ["--data", "iris", "--steps", "0", "--load", path, "--seed"]
    reports = [run(*arguments, seed)[1] for seed in (1, 1, 2)]
    assert "iris: accuracy" in reports[0]
    assert reports[0] == reports[1] != reports[2]


@pytest.mark.usefixtures("undrawn")
def test_save_and_load_may_name_the_same_file(trained, tmp_path):
    once = trained()
    twice = trained("--load", tmp_path / "trained.json")
    assert once != twice


def test_help_names_every_option_and_choice(run):
    status, out, err = run("--help")
    assert status == 0
    assert err == ""
    for word in [*OPTIONS, "iris", "moons", "tanh", "cross_entropy", "adam", "sgd"]:
        assert word in out


# The training to watch.


@pytest.mark.usefixtures("undrawn")
def test_the_training_is_saved_as_an_animation_and_as_a_page(run, tmp_path):
    animation, page = tmp_path / "training.gif", tmp_path / "training.html"
    arguments = ["--data", "moons", "--animate", animation, "--page", page]
    status, out, _ = run(*arguments, "--steps", "3")
    assert status == 0
    assert paths_in(out)[-2:] == [animation, page]
    with Image.open(animation) as image:
        assert image.n_frames == 3
    assert page.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["iris", "sine", "moons"])
def test_a_playground_of_the_untrained_network_is_written(run, tmp_path, name):
    page, weights = tmp_path / "playground.html", tmp_path / "untrained.json"
    small = ["--layers", "2", "--seed", "3", "--steps", "0"]
    run("--data", name, *small, "--save", weights)
    status, out, _ = run("--data", name, *small, "--steps", "2", "--playground", page)
    assert status == 0
    assert paths_in(out)[-1] == page
    data = json.loads(page.read_text("utf-8").split('id="data">')[1].split("</script>")[0])
    assert dict(zip(data["names"], data["numbers"], strict=True)) == json.loads(weights.read_text())
    assert (data["batch"], data["l2"], len(data["test"]) > 0) == (20, 1e-4, True)


@pytest.mark.usefixtures("undrawn")
def test_a_page_to_draw_on_is_written_with_digits_that_were_held_out(run, tmp_path):
    page = tmp_path / "digits.html"
    status, out, _ = run("--data", "digits", "--draw", page)
    assert status == 0
    assert paths_in(out)[-1] == page
    data = json.loads(page.read_text("utf-8").split('id="data">')[1].split("</script>")[0])
    X, y = digits()
    assert (data["rows"], data["columns"], data["classes"]) == (8, 8, list("0123456789"))
    for pixels, label in zip(data["samples"], data["labels"], strict=True):
        (places,) = np.nonzero((pixels == X).all(axis=1))
        assert label in y[places]


def test_a_model_of_standardized_inputs_answers_to_inputs_as_they_come():
    X, _ = digits()
    model = MLP(64, [3, 2], seed=0)
    raw = Standardizing(model, X[:50])
    row = standardized(X[60:61], like=X[:50])[0]
    assert all_close([s.data for s in raw(X[60])], [s.data for s in model(row)], 1e-12)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["iris", "sine"])
def test_data_off_the_plane_is_watched_too(run, tmp_path, name):
    picture, page = tmp_path / "end.png", tmp_path / "training.html"
    status, _, _ = run("--data", name, "--animate", picture, "--page", page)
    assert status == 0
    assert picture.read_bytes().startswith(PNG)
    data = json.loads(page.read_text("utf-8").split('id="data">')[1].split("</script>")[0])
    assert len(data["limits"]) < 2
    assert len(data["record"]["loss"]) == 2
    assert data["test"]  # with the training's loss, so that it goes on


@pytest.mark.usefixtures("undrawn")
def test_watching_changes_no_number(trained, tmp_path):
    assert trained("--page", tmp_path / "training.html") == trained()
    assert trained("--playground", tmp_path / "playground.html") == trained()


@pytest.mark.parametrize(
    ("option", "file", "words"),
    [
        ("--animate", "nowhere/training.gif", ["--animate", "nowhere", "does not exist"]),
        ("--page", "nowhere/training.html", ["--page", "nowhere", "does not exist"]),
        ("--animate", "", ["--animate", "is a folder"]),
        ("--animate", "training.mp4", ["--animate", "training.mp4", ".gif or .png"]),
        ("--page", "training.gif", ["--page", "training.gif", "ending in .html"]),
        ("--playground", "live.htm", ["--playground", "live.htm", "ending in .html"]),
        ("--draw", "pad.htm", ["--draw", "pad.htm", "ending in .html"]),
    ],
)
def test_files_of_the_training_are_refused_before_it(run, tmp_path, option, file, words):
    status, out, err = run("--data", "moons", option, tmp_path / file)
    assert_refused((status, out, err), *words)
    assert out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("option", ["--page", "--playground"])
def test_a_network_too_large_for_a_page_is_refused_before_the_training(run, tmp_path, option):
    page = tmp_path / "training.html"
    shown = run("--data", "moons", "--layers", "70,70", option, page)
    assert_refused(shown, "5,251 parameters", "up to 5,000", ".gif")
    assert shown[1] == ""
    assert not page.exists()


def test_watching_no_steps_is_one_line_and_status_2(run, tmp_path):
    shown = run("--data", "moons", "--steps", "0", "--animate", tmp_path / "training.gif")
    assert shown[0] == 2
    assert "history: given no steps" in shown[2]


# Errors.


def assert_refused(shown, *words):
    status, _, err = shown
    assert status == 2
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data", "mnist"], ["mnist", "moons", "iris"]),
        (["--data", "moons", "--activation", "gelu"], ["gelu", "tanh"]),
        (["--data", "moons", "--loss", "mae"], ["mae", "hinge"]),
        (["--data", "moons", "--optimizer", "lion"], ["lion", "adam"]),
        (["--data", "moons", "--layers", "a"], ["--layers", "'a'", "16,16"]),
        (["--data", "moons", "--layers", ""], ["--layers", "16,16"]),
        (["--data", "moons", "--layers", "3,0"], ["given 0", "above 0"]),
        (["--data", "moons", "--layers", "3,-2"], ["given -2", "above 0"]),
        (["--data", "moons", "--layers", "2.5"], ["--layers", "2.5"]),
        (["--data", "moons", "--lr", "fast"], ["--lr", "fast"]),
        (["--data", "moons", "--lr", "-1"], ["lr", "-1"]),
        (["--data", "moons", "--lr", "nan"], ["lr", "nan"]),
        (["--data", "moons", "--lr", "inf"], ["lr", "inf"]),
        (["--data", "moons", "--steps", "many"], ["--steps", "many"]),
        (["--data", "moons", "--steps", "-1"], ["steps", "-1"]),
        (["--data", "moons", "--steps", "1.5"], ["--steps", "1.5"]),
        (["--data", "moons", "--batch-size", "0"], ["batch_size", "0"]),
        (["--data", "moons", "--l2", "-1"], ["l2", "-1"]),
        (["--data", "moons", "--l2", "nan"], ["l2", "nan"]),
        (["--data", "moons", "--seed", "x"], ["--seed", "x"]),
        (["--data", "moons", "--seed", "-1"], ["seed", "-1"]),
        (["--data", "sine", "--loss", "hinge"], ["label", "-1 and +1"]),
        (["--data", "sine", "--loss", "cross_entropy"], ["label", "whole numbers from 0"]),
        (["--data", "iris", "--loss", "hinge"], ["label", "-1 and +1"]),
        (["--data", "spirals", "--loss", "binary_cross_entropy"], ["label", "0 and 1"]),
        (["--save", "w.json"], ["--save", "--data"]),
        (["--load", "w.json"], ["--load", "--data"]),
        (["--animate", "t.gif"], ["--animate", "--data"]),
        (["--page", "t.html"], ["--page", "--data"]),
        (["--playground", "t.html"], ["--playground", "--data"]),
        (["--draw", "t.html"], ["--draw", "--data"]),
        (["--data", "iris", "--draw", "t.html"], ["--draw", "--data iris", "--data digits"]),
        (
            ["--data", "digits", "--loss", "mse", "--draw", "t.html"],
            ["--draw", "--loss mse", "cross_entropy"],
        ),
        (["--data", "moons", "--learning-rate", "1"], ["--learning-rate"]),
        (["--data", "moons", "extra"], ["extra"]),
        (["--data"], ["--data"]),
    ],
    ids=" ".join,
)
def test_bad_options_are_one_line_and_status_2(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert_refused(run(*arguments), *words)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, [os.strerror(errno.ENOENT)]),
        (b"\xff\x00", ["not a JSON file"]),
        (b"weights", ["not a JSON file"]),
        (b"[" * 200_000, ["not a JSON file"]),
        (b"[1, 2]", ["list"]),
        (b"{}", ["missing", "layers.0.neurons.0.w0"]),
        (b'{"layers.0.neurons.0.w0": 1}', ["missing", "layers.0.neurons.0.w1"]),
    ],
    ids=["missing", "binary", "text", "brackets", "list", "empty", "other"],
)
def test_a_file_of_weights_that_cannot_be_loaded_is_one_line_and_status_2(
    run, tmp_path, content, words
):
    path = tmp_path / "w.json"
    if content is not None:
        path.write_bytes(content)
    assert_refused(run("--data", "moons", "--load", path), "w.json", *words)


def test_weights_of_another_network_are_one_line_and_status_2(run, tmp_path):
    path = tmp_path / "w.json"
    MLP(2, [4, 1]).save(path)
    shown = run("--data", "moons", "--load", path, "--save", path)
    assert_refused(shown, "w.json", "unknown", "layers.0.neurons.3")
    MLP(2, [4, 1]).load(path)


def test_a_folder_for_weights_is_one_line_and_status_2(run, tmp_path):
    assert_refused(run("--data", "moons", "--load", tmp_path), "directory")


def test_a_file_for_the_output_folder_is_one_line_and_status_2(run, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert_refused(run("--data", "moons", "--out", tmp_path / "file"), "file")


def test_weights_that_cannot_be_saved_are_refused_before_the_training(run, tmp_path):
    path = tmp_path / "nowhere" / "w.json"
    assert_refused(run("--data", "moons", "--save", path), "nowhere")


def test_numbers_that_stop_being_finite_end_in_one_line_and_status_2(run):
    status, _, err = run("--data", "moons", "--lr", "1e308", "--steps", "9")
    assert status == 2
    assert "Traceback" not in err
    last = err.splitlines()[-1]
    assert "step " in last
    assert "smaller learning rate" in last


def test_the_module_is_a_program():
    shown = subprocess.run(
        [sys.executable, "-m", "nn", "--data", "mnist"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert_refused((shown.returncode, shown.stdout, shown.stderr), "mnist")
    assert shown.stdout == ""
