"""animate_training: what the frames show, the files it writes, what it refuses."""

import base64
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.contour import QuadContourSet
from PIL import Image

from nn import MLP, fit, predictor
from nn.data import blobs, iris, moons, standardized
from viz import animate_training, check_page_size, plot_decision_boundary
from viz.training.gif_frames import Frames
from viz.training.plane import grid, region_colors
from viz.training.recording import neurons_of

X, Y = moons(24, seed=0)


@pytest.fixture(autouse=True)
def _no_figure_is_left_open():
    yield
    assert pyplot.get_fignums() == []


def trained(model=None, X=X, y=Y, steps=9, **settings):
    model = model or MLP(2, [3, 1], seed=0)
    settings = {"steps": steps, "progress": False, "record": True, "backend": "numpy", **settings}
    return fit(model, X, y, **settings), predictor(model)


@pytest.fixture(scope="module")
def moon_run():
    history, predict = trained()
    return SimpleNamespace(history=history, predict=predict)


def animated(run, frames=60, X=X, y=Y):
    return animate_training(run.history, run.predict, X, y, frames=frames)


def drawn(animation, frame):
    """Return the axes of a frame after it was drawn, and its picture."""
    frames = Frames(animation.recording, dpi=50)
    picture = frames.image(frame)
    return frames.canvas.figure.axes, np.asarray(picture)


# What a frame shows.


def test_a_frame_shows_boundary_loss_and_gradients_of_its_step(moon_run):
    animation = animated(moon_run)
    for frame in (0, 8):
        axes, _ = drawn(animation, frame)
        (mesh,) = [part for part in axes[0].collections if isinstance(part, QuadMesh)]
        (bars,) = [part for part in axes[2].collections if isinstance(part, LineCollection)]
        loss = axes[1].get_lines()[0]
        parameters = moon_run.history.parameters[frame]
        across, up = grid(X, 80)
        rows = [[a, b] for b in up for a in across]
        by_hand = [int(score > 0.0) for (score,) in moon_run.predict(parameters, rows)]
        expected = region_colors(np.reshape(by_hand, (80, 80)))
        assert np.array_equal(mesh.get_array(), expected)
        assert list(loss.get_xdata()) == list(range(frame + 1))
        assert list(loss.get_ydata()) == moon_run.history.loss[: frame + 1]
        heights = [segment[1][1] for segment in bars.get_segments()]
        assert heights == moon_run.history.gradients[frame].tolist()
        text = axes[0].figure.get_suptitle()
        assert f"step {frame} of 9" in text
        assert f"{moon_run.history.loss[frame]:.4f}" in text


def test_the_boundary_has_a_line_and_a_region_its_hatch_in_every_frame(moon_run):
    animation = animated(moon_run)
    for frame in (0, 8):
        axes, _ = drawn(animation, frame)
        contours = [part for part in axes[0].collections if isinstance(part, QuadContourSet)]
        hatches = [part.hatches for part in contours if part.filled]
        assert (len(contours), hatches) == (3, [["//"]])
        line = next(part for part in contours if not part.filled)
        points = np.concatenate([path.vertices for path in line.get_paths()])
        scores = moon_run.predict(moon_run.history.parameters[frame], points)[:, 0]
        assert np.abs(scores).max() < 0.02


def test_frames_have_one_size_and_one_scale(moon_run):
    frames = Frames(animated(moon_run).recording, dpi=50)
    scales, pictures = set(), []
    for i in range(9):
        pictures.append(frames.image(i))
        scales.add(tuple(limit for axes in frames.canvas.figure.axes for limit in axes.get_ylim()))
    assert len(scales) == 1
    assert {picture.size for picture in pictures} == {pictures[0].size}
    assert len({picture.tobytes() for picture in pictures}) == 9


def test_what_is_drawn_once_is_drawn_as_if_it_were_drawn_each_time(moon_run):
    animation = animated(moon_run)
    frames = Frames(animation.recording, dpi=50)
    for i in (8, 5):
        again = np.asarray(frames.image(i))
    _, alone = drawn(animation, 5)
    assert np.array_equal(again, alone)


def test_the_largest_gradient_fits_the_scale(moon_run):
    axes, _ = drawn(animated(moon_run), 0)
    low, high = axes[2].get_ylim()
    largest = np.abs(moon_run.history.gradients).max()
    assert low == -high
    assert largest <= high < 10.0 * largest
    assert axes[2].get_yscale() == "symlog"


def test_gradients_differ_in_sign_by_direction_and_by_colour(moon_run):
    axes, _ = drawn(animated(moon_run), 0)
    (bars,) = [part for part in axes[2].collections if isinstance(part, LineCollection)]
    colours = {
        (segment[1][1] > 0.0, tuple(colour))
        for segment, colour in zip(bars.get_segments(), bars.get_colors(), strict=True)
    }
    assert len(colours) == len({colour for _, colour in colours}) == 2


def test_a_parameter_without_gradient_is_marked():
    history, predict = trained()
    for row in history.gradients:
        row[2], row[3] = np.nan, 0.0
    axes, _ = drawn(animate_training(history, predict, X, Y), 3)
    crosses = [line for line in axes[2].get_lines() if line.get_marker() == "x"]
    assert [list(line.get_xdata()) for line in crosses] == [[2]]


def test_layers_are_named_below_their_parameters(moon_run):
    axes, _ = drawn(animated(moon_run), 0)
    ticks = zip(axes[2].get_xticks(), axes[2].get_xticklabels(), strict=True)
    assert [(x, text.get_text()) for x, text in ticks] == [(4.0, "layers.0"), (10.5, "layers.1")]


def test_three_classes_have_three_colours():
    rows, labels = blobs(30, seed=0)
    history, predict = trained(MLP(2, [4, 3], seed=0), rows, labels, steps=30, loss="cross_entropy")
    axes, _ = drawn(animate_training(history, predict, rows, labels), 29)
    (mesh,) = [part for part in axes[0].collections if isinstance(part, QuadMesh)]
    colours = {tuple(colour) for colour in mesh.get_array().reshape(-1, 4)}
    assert colours == {tuple(colour) for colour in region_colors(np.arange(3))}


def test_data_off_the_plane_and_a_loss_without_accuracy_leave_panels_out():
    rows, labels = iris()
    rows = standardized(rows)
    history, predict = trained(MLP(4, [3, 3], seed=0), rows, labels, steps=3, loss="cross_entropy")
    axes, _ = drawn(animate_training(history, predict, rows, labels), 2)
    assert [ax.get_ylabel() or ax.get_title() for ax in axes] == ["loss", "gradients", "accuracy"]
    history, predict = trained(steps=3, loss="mse")
    axes, _ = drawn(animate_training(history, predict, X, Y), 2)
    assert [ax.get_ylabel() or ax.get_title() for ax in axes] == ["$x_1$", "loss", "gradients"]


@pytest.mark.parametrize("label", [r"$\nope$", "$", "</script>", "_a", "a\nb"])
def test_a_label_may_be_any_text(label, moon_run):
    y = np.where(Y > 0, label, "other")
    axes, _ = drawn(animated(moon_run, y=y), 0)
    texts = [text.get_text() for text in axes[0].get_legend().get_texts()]
    assert {text.removeprefix("label ") for text in texts} == {label, "other"}


def test_the_legend_of_a_frame_writes_a_minus_sign(moon_run):
    axes, _ = drawn(animated(moon_run), 0)
    texts = [text.get_text() for text in axes[0].get_legend().get_texts()]
    assert texts == ["label −1", "1"]


# Which steps.


@pytest.mark.parametrize(
    ("frames", "steps"),
    [
        (60, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (9, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (5, [0, 2, 4, 6, 8]),
        (2, [0, 8]),
        (1, [8]),
    ],
)
def test_the_steps_shown_are_spread_evenly_from_first_to_last(moon_run, frames, steps):
    assert animated(moon_run, frames).recording.steps == steps


# Files.


def test_a_gif_has_all_frames_and_rests_at_the_last(moon_run, tmp_path):
    animated(moon_run, 5).save(tmp_path / "training.gif")
    with Image.open(tmp_path / "training.gif") as image:
        durations = []
        for i in range(image.n_frames):
            image.seek(i)
            durations.append(image.info["duration"])
            assert image.convert("RGB").getpixel((2, image.height - 2)) == (255, 255, 255)
        assert durations == [100] * 4 + [2000]
        assert image.info["loop"] == 0


def test_a_gif_of_many_frames_is_small(tmp_path):
    history, predict = trained(MLP(2, [8, 8, 1], seed=0), steps=40)
    animate_training(history, predict, X, Y).save(tmp_path / "training.gif")
    assert (tmp_path / "training.gif").stat().st_size < 400_000


def test_a_png_is_the_last_frame(moon_run, tmp_path):
    animation = animated(moon_run, 3)
    animation.save(str(tmp_path / "training.png"))
    with Image.open(tmp_path / "training.png") as image:
        expected = Frames(animation.recording, dpi=150).image(2)
        assert image.convert("RGB").tobytes() == expected.tobytes()


def test_a_page_is_saved_as_it_is_shown(moon_run, tmp_path):
    animation = animated(moon_run, 3)
    animation.save(tmp_path / "training.html")
    page = (tmp_path / "training.html").read_text("utf-8")
    assert page == animation.page()
    frame = animation._repr_html_()
    assert frame.startswith("<iframe title=")
    assert frame.partition("<script>")[0].count("<") == 2  # the page within is escaped


def test_the_same_training_gives_the_same_files(moon_run, tmp_path):
    files = []
    for name in ("a", "b"):
        for ending in (".gif", ".png", ".html"):
            path = tmp_path / f"{name}{ending}"
            animated(moon_run, 2).save(path)
            files.append(path.read_bytes())
    assert files[:3] == files[3:]


@pytest.mark.parametrize("name", ["training.mp4", "training", "training.GIF.txt"])
def test_another_ending_is_refused(moon_run, tmp_path, name):
    with pytest.raises(ValueError, match=r"path: given .*; allowed: a name ending in \.gif, "):
        animated(moon_run).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


# Names.


def test_parameters_are_grouped_by_neuron_and_layer():
    groups = [
        (n.layer, n.name, n.places, n.suffixes)
        for n in neurons_of(
            [
                "layers.0.neurons.0.w0",
                "layers.0.neurons.0.b",
                "neurons.3.w0",
                "spare",
                "a.b.c",
                "other",
            ]
        )
    ]
    assert groups == [
        ("layers.0", "layers.0.neurons.0", [0, 1], ["w0", "b"]),
        ("", "neurons.3", [2], ["w0"]),
        ("", "", [3, 5], ["spare", "other"]),
        ("a.b", "a.b", [4], ["c"]),
    ]


# Errors.


def broken(history, **changes):
    kept = ("loss", "accuracy", "names", "parameters", "gradients")
    return SimpleNamespace(**{name: getattr(history, name) for name in kept} | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"loss": []}, r"history: given no steps; allowed: at least one, so call fit first"),
        ({"parameters": [], "gradients": []}, r"without parameters; write fit\(.*record=True\)"),
        ({"parameters": [np.zeros(13)] * 3}, r"3 parameters and 9 gradients for 9 steps"),
        ({"loss": [1.0, np.nan, *[1.0] * 7]}, r"history: given the loss nan in step 2; allowed"),
        ({"loss": [1e308] * 9}, r"given the loss 1e\+308 in step 1; allowed: .* up to 1e\+38 in"),
        ({"accuracy": [None, np.nan, *[0.5] * 7]}, r"given the accuracy nan in step 2; .* 0 to 1"),
        ({"accuracy": [1.5] * 9}, r"given the accuracy 1.5 in step 1; allowed: 0 to 1, or None"),
        ({"parameters": [np.full(13, 1e39)] * 9}, r"the parameter 1e\+39 in step 1; .*1e\+38"),
        ({"parameters": [np.full(13, np.nan)] * 9}, r"the parameter nan in step 1; .*finite"),
        ({"gradients": [np.full(13, -np.inf)] * 9}, r"the gradient -inf in step 1; .*finite"),
        ({"names": []}, r"given 0 names for arrays of shape \(13,\); .*History\(names="),
        ({"names": ["w"]}, r"given 1 names for arrays of shape \(13,\)"),
    ],
    ids=[
        *("steps", "record", "some", "loss", "large loss", "no accuracy", "no share", "large"),
        *("no parameter", "infinite", "names", "one name"),
    ],
)
def test_a_history_that_does_not_fit_is_refused(moon_run, changes, words):
    with pytest.raises(ValueError, match=words):
        animate_training(broken(moon_run.history, **changes), moon_run.predict, X, Y)


@pytest.mark.parametrize(
    ("rows", "labels", "words"),
    [
        ([1.0, 2.0], [1, 1], r"X: given shape \(2,\); allowed: n × inputs with n above 0"),
        (np.empty((0, 2)), [], r"X: given shape \(0, 2\)"),
        ([[0.0, np.inf]], [1], r"X: given inf; allowed: finite numbers"),
        ([[1e308, 0.0], [-1e308, 0.0]], [1, 0], r"X: given 1e\+308; .* up to 1e\+38 in size"),
        (X, np.where(Y > 0, np.nan, 1.0), r"y: given the label nan in row \d+; allowed: finite"),
        (X, [None] * 24, r"y: given labels that have no order: .*NoneType"),
        (X, Y[:-1], r"y: given shape \(23,\); allowed: \(24,\)"),
        (X[:, :1], Y, "cannot be traced: given 1 inputs; this neuron takes 2"),
    ],
    ids=["row", "empty", "inf", "large", "nan", "None", "labels", "columns"],
)
def test_samples_that_do_not_fit_are_refused(moon_run, rows, labels, words):
    with pytest.raises(ValueError, match=words):
        animated(moon_run, X=rows, y=labels)
    if np.shape(rows)[1:] == (2,):
        with pytest.raises(ValueError, match=words):
            plot_decision_boundary(lambda row: row[0], rows, labels)


@pytest.mark.parametrize("frames", [0, -1, 2.5, True, "all", None])
def test_frames_must_be_a_whole_number_above_0(moon_run, frames):
    with pytest.raises(ValueError, match=r"frames: given .*; allowed: an int from 1 up"):
        animated(moon_run, frames)


@pytest.mark.parametrize("answer", [0.0, [0.0] * 24, np.zeros((3, 1)), np.zeros((1, 0))], ids=repr)
def test_a_predict_of_another_shape_is_refused(moon_run, answer):
    with pytest.raises(ValueError, match=r"predict: answered shape .*; allowed: \(1, outputs\)"):
        animate_training(moon_run.history, lambda parameters, rows: answer, X, Y)


@pytest.mark.parametrize(
    ("predict", "name"),
    [(None, "None"), (MLP(2, [1]), r"MLP\(x.*\)"), (predictor, r"predictor\(model.*\)")],
    ids=["None", "a model", "predictor itself"],
)
def test_predict_must_be_a_function_of_parameters_and_rows(moon_run, predict, name):
    words = rf"predict: given {name}; allowed: nn\.predictor\(model\)"
    with pytest.raises(TypeError, match=words):
        animate_training(moon_run.history, predict, X, Y)


def test_a_page_of_too_many_parameters_is_refused_and_a_gif_is_not(tmp_path):
    numbers = [np.linspace(-1.0, 1.0, 5001)] * 2
    names = [f"w{i}" for i in range(5001)]
    history = SimpleNamespace(
        loss=[1.0, 0.5], accuracy=[None] * 2, names=names, parameters=numbers, gradients=numbers
    )
    animation = animate_training(history, lambda _, rows: rows[:, :1], X, Y)
    with pytest.raises(ValueError, match=r"page: given 5,001 parameters; allowed: up to 5,000"):
        animation.save(tmp_path / "training.html")
    assert list(tmp_path.iterdir()) == []
    check_page_size(5000)
    with pytest.raises(ValueError, match=r"page: given 5,001 parameters; .*save a \.gif"):
        check_page_size(5001)
    animation.save(tmp_path / "training.gif")
    picture = base64.b64encode((tmp_path / "training.gif").read_bytes()).decode("ascii")
    shown = animation._repr_html_()
    assert shown == f'<img src="data:image/gif;base64,{picture}" alt="Training, step by step">'


def test_long_names_leave_room_for_the_drawing(moon_run):
    history = SimpleNamespace(
        **{**vars(moon_run.history), "names": [f"{'n' * 400}.{i}" for i in range(13)]}
    )
    animation = animate_training(
        history, moon_run.predict, X, np.where(Y > 0, "a" * 300, "b" * 300)
    )
    axes, _ = drawn(animation, 0)
    assert min(ax.bbox.width for ax in axes) > 100
    texts = [text.get_text() for text in axes[0].get_legend().get_texts()]
    assert texts == ["label aaaaaaaaaaaaa…", "bbbbbbbbbbbbb…"]


def test_numbers_to_be_learned_fill_no_legend(moon_run):
    axes, _ = drawn(animated(moon_run, y=np.linspace(0.0, 1.0, 24)), 0)
    assert axes[0].get_legend() is None
