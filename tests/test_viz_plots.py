"""Plots: the loss curve tells the history, the regions of the plane tell the predictions."""

import math
from random import Random
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from engine import Value
from nn import MLP, Layer, fit
from viz import plot_decision_boundary, plot_loss

mpl.use("Agg")

BITS, SIGNS = [0, 1, 1, 1], [-1, 1, 1, 1]  # labels
SQUARE = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]


@pytest.fixture(autouse=True)
def _never_shown_never_left_open(monkeypatch):
    def show(*_, **__):
        pytest.fail("a plot was shown")

    monkeypatch.setattr(pyplot, "show", show)
    monkeypatch.setattr(Figure, "show", show)
    yield
    assert pyplot.get_fignums() == []


@pytest.fixture
def ax():
    return Figure(figsize=(3, 3), dpi=80).subplots()


def history(loss, accuracy=None):
    return SimpleNamespace(loss=loss, accuracy=accuracy or [None] * len(loss))


def curves(ax):
    return {line.get_label(): (line.get_xdata(), line.get_ydata()) for line in ax.get_lines()}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


# Both.


@pytest.mark.parametrize(
    "plot",
    [
        lambda ax=None: plot_loss(history([1.0, 0.5]), ax),
        lambda ax=None: plot_decision_boundary(sum, SQUARE, [0, 0, 1, 1], ax, resolution=3),
    ],
    ids=["loss", "boundary"],
)
def test_a_plot_is_drawn_on_the_axes_given_or_on_new_ones_and_returned(plot, ax):
    assert plot(ax=ax) is ax
    assert pyplot.get_fignums() == []
    new = plot()
    assert isinstance(new, Axes)
    assert pyplot.get_fignums() == [new.figure.number]
    pyplot.close(new.figure)


# The loss curve.


def test_the_curves_are_the_history_step_by_step(ax):
    plot_loss(history([2.0, 1.0, 0.5], [0.1, 0.6, 0.9]), ax)
    left, right = ax.figure.axes
    ((steps, loss),) = curves(left).values()
    assert (list(steps), list(loss)) == ([0, 1, 2], [2.0, 1.0, 0.5])
    ((steps, accuracy),) = curves(right).values()
    assert (list(steps), list(accuracy)) == ([0, 1, 2], [0.1, 0.6, 0.9])
    assert (left.get_xlabel(), left.get_ylabel(), right.get_ylabel()) == (
        "step",
        "loss",
        "accuracy",
    )
    assert legend(left) == ["loss", "accuracy"]


def test_loss_and_accuracy_differ_by_more_than_colour(ax):
    plot_loss(history([2.0, 1.0], [0.1, 0.6]), ax)
    (loss,), (accuracy,) = (axes.get_lines() for axes in ax.figure.axes)
    assert loss.get_linestyle() != accuracy.get_linestyle()
    assert loss.get_color() != accuracy.get_color()


def test_a_long_history_has_its_running_mean_over_it(ax):
    loss = [1.0 + math.sin(7.0 * i) / 2.0 for i in range(80)]
    plot_loss(history(loss), ax)
    raw, mean = ax.get_lines()
    assert (list(raw.get_xdata()), list(raw.get_ydata())) == (list(range(80)), loss)
    assert legend(ax) == ["loss, mean of 5 steps"]
    assert list(mean.get_xdata()) == list(range(80))
    inner = [sum(loss[i - 2 : i + 3]) / 5.0 for i in range(2, 78)]
    ends = [loss[0], sum(loss[:3]) / 3.0], [sum(loss[-3:]) / 3.0, loss[-1]]
    assert list(mean.get_ydata()) == pytest.approx([*ends[0], *inner, *ends[1]])


@pytest.mark.parametrize("loss", [lambda i: 5.0 - 0.01 * i, lambda i: 0.99**i])
def test_the_running_mean_of_a_curve_without_noise_is_the_curve(loss, ax):
    plot_loss(history([loss(i) for i in range(200)]), ax)
    raw, mean = ax.get_lines()
    assert list(mean.get_ydata()) == pytest.approx(list(raw.get_ydata()), rel=2e-3)


def test_a_missing_accuracy_is_a_gap(ax):
    plot_loss(history([2.0, 1.0, 0.5], [None, 0.6, 0.9]), ax)
    (line,) = ax.figure.axes[1].get_lines()
    assert np.isnan(line.get_ydata()).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("loss", "scale"),
    [
        ([2.0, 1.0], "log"),
        ([1e-9], "log"),
        ([1.0, 0.0], "linear"),
        ([1.0, -0.5], "linear"),
        ([0.0, 0.0], "linear"),
    ],
    ids=repr,
)
def test_the_loss_has_a_log_scale_only_if_it_is_always_positive(loss, scale, ax):
    assert plot_loss(history(loss), ax).get_yscale() == scale


@pytest.mark.parametrize(
    ("accuracy", "axes"),
    [([None, None], 1), ([0.0, 0.0], 2), ([0.5, None], 2)],
    ids=["none", "zeros", "one"],
)
def test_there_is_an_axis_for_accuracy_only_if_there_is_accuracy(accuracy, axes, ax):
    plot_loss(history([2.0, 1.0], accuracy), ax)
    assert len(ax.figure.axes) == axes
    assert legend(ax) == ["loss", "accuracy"][:axes]


def test_the_axis_of_accuracy_runs_from_0_to_1(ax):
    plot_loss(history([2.0, 1.0], [0.4, 0.5]), ax)
    bottom, top = ax.figure.axes[1].get_ylim()
    assert bottom == 0.0
    assert 1.0 <= top < 1.1


def test_a_history_of_fit_is_plotted_and_saved(ax, tmp_path):
    training = fit(MLP(2, [1], seed=0), SQUARE, [-1, 1, 1, 1], steps=3, progress=False)
    plot_loss(training, ax)
    ((_, loss),) = curves(ax).values()
    assert list(loss) == training.loss
    ax.figure.savefig(tmp_path / "loss.png")
    assert (tmp_path / "loss.png").stat().st_size > 1000


def test_a_history_without_steps_is_refused(ax):
    with pytest.raises(ValueError, match="history: given no steps; allowed: at least one"):
        plot_loss(history([]), ax)
    assert ax.get_lines() == []


# The decision boundary.


def painted(ax):
    """Paint the picture; return a function from a point of the plane to its colour."""
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())

    def colour(point):
        column, row = map(int, ax.transData.transform(point))
        row = len(pixels) - 1 - row
        around = pixels[row - 4 : row + 5, column - 4 : column + 5, :3]  # a hatch is thinner
        return tuple(np.median(around.reshape(-1, 3), axis=0) / 255.0)

    return colour


def samples_of(ax):
    return {group.get_label(): group for group in ax.collections if type(group) is PathCollection}


def tints(ax):
    """Return the colour of each label's samples, as pale as a region."""
    return {
        label: np.array(to_rgb(group.get_facecolor()[0])) * 0.25 + 0.75
        for label, group in samples_of(ax).items()
    }


def grid(*apart, size=8):
    """Return points between the samples at 0 and 1, none near a line where a score is 0."""
    ticks = np.linspace(-0.13, 1.13, size)
    points = [(a, b) for a in ticks for b in ticks]
    return [p for p in points if all(abs(score(p)) > 0.06 for score in apart)]


def check(ax, points, label_of):
    colour, tint = painted(ax), tints(ax)
    missed = [
        (point, colour(point))
        for point in points
        if np.abs(colour(point) - tint[str(label_of(point)).replace("-", "−")]).max() > 0.02
    ]
    assert points
    assert not missed


@pytest.fixture(autouse=True)
def _no_legend_on_the_plane(monkeypatch):
    legend = Axes.legend

    def beside(self, *args, **settings):
        return legend(self, *args, **settings | {"loc": "upper left", "bbox_to_anchor": (1, 1)})

    monkeypatch.setattr(Axes, "legend", beside)


def tilted(point):
    return point[0] + 2.0 * point[1] - 1.3


@pytest.mark.parametrize("labels", [(-1, 1), (0, 1), (3, 7)], ids=repr)
def test_the_sign_of_one_score_decides_between_two_labels(labels, ax):
    y = [labels[int(tilted(point) > 0.0)] for point in SQUARE]
    plot_decision_boundary(tilted, SQUARE, y, ax, resolution=50)
    check(ax, grid(tilted), lambda point: labels[int(tilted(point) > 0.0)])


@pytest.mark.parametrize(
    "as_answer",
    [Value, np.float64, np.array, lambda x: [x], lambda x: np.array([x])],
    ids=["Value", "scalar", "0-d array", "list of one", "array of one"],
)
def test_one_score_may_come_in_any_wrapping(as_answer, ax):
    plot_decision_boundary(
        lambda row: as_answer(tilted(row)), SQUARE, [0, 0, 1, 1], ax, resolution=50
    )
    check(ax, grid(tilted), lambda point: int(tilted(point) > 0.0))


def three(point):
    return [point[0] - 0.55, point[1] - 0.6, 0.05]


def between(i, j):
    return lambda point: three(point)[i] - three(point)[j]


APART = [between(0, 1), between(0, 2), between(1, 2)]


@pytest.mark.parametrize("as_answer", [list, tuple, np.array])
def test_the_largest_of_several_scores_decides(as_answer, ax):
    points = [*SQUARE, [0.2, 0.9]]
    y = [int(np.argmax(three(point))) for point in points]
    plot_decision_boundary(lambda row: as_answer(three(row)), points, y, ax, resolution=50)
    assert set(y) == {0, 1, 2}
    check(ax, grid(*APART), lambda point: int(np.argmax(three(point))))


@pytest.mark.parametrize("labels", [("cat", "dog"), (-1, 1), (3, 7)], ids=repr)
def test_scores_stand_for_the_labels_in_order_if_they_do_not_number_them(labels, ax):
    y = [labels[int(tilted(point) > 0.0)] for point in SQUARE]
    plot_decision_boundary(lambda row: [0.0, tilted(row)], SQUARE, y, ax, resolution=50)
    check(ax, grid(tilted), lambda point: labels[int(tilted(point) > 0.0)])


def test_a_class_without_samples_keeps_the_colours_of_the_others(ax):
    points = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.1]]
    y = [int(np.argmax(three(point))) for point in points]
    assert set(y) == {0, 2}
    plot_decision_boundary(three, points, y, ax)
    low, high = ax.get_ylim()
    seen = [p for p in grid(*APART) if low < p[1] < high and int(np.argmax(three(p))) != 1]
    assert len(seen) > 4
    check(ax, seen, lambda point: int(np.argmax(three(point))))


@pytest.mark.parametrize(
    ("model", "scores"),
    [(MLP(2, [4, 1], seed=2), 1), (MLP(2, [4, 3], seed=2), 3), (Layer(2, 1, rng=Random(0)), 1)],
    ids=["one score", "three scores", "layer"],
)
def test_a_network_is_drawn_as_it_predicts(model, scores, ax):
    def answer(point):
        output = model(list(point))
        values = [float(score) for score in (output if isinstance(output, list) else [output])]
        return int(np.argmax(values)) if scores > 1 else int(values[0] > 0.0)

    y = [0, 1, 2, 0] if scores > 1 else [0, 1, 0, 1]
    plot_decision_boundary(model, SQUARE, y, ax, resolution=40)
    steps = np.array([(0.03, 0.0), (-0.03, 0.0), (0.0, 0.03), (0.0, -0.03)])
    points = [p for p in grid(size=7) if len({answer(p + step) for step in steps}) == 1]
    assert len(set(map(answer, points))) > 1
    check(ax, points, answer)


def test_predict_is_given_rows_of_two_plain_numbers_once_per_point_of_the_grid(ax):
    rows = []

    def predict(row):
        rows.append(row)
        return row[0] - row[1]

    plot_decision_boundary(predict, SQUARE, [0, 1, 0, 1], ax, resolution=5)
    assert len(rows) == 25
    assert all(isinstance(row, list) and len(row) == 2 for row in rows)
    low, high = np.min(rows, axis=0), np.max(rows, axis=0)
    assert (low < 0.0).all()  # the samples stand clear of the edge
    assert (high > 1.0).all()


@pytest.mark.parametrize("count", [2, 3, 6, 8])
def test_every_sample_is_drawn_with_its_label_in_the_legend(count, ax):
    X = np.array([[i, i % 3] for i in range(2 * count)], dtype=float)
    y = np.arange(2 * count) % count
    plot_decision_boundary(lambda row: np.eye(count)[0], X, y, ax, resolution=4)
    assert legend(ax) == [str(label) for label in range(count)]
    drawn = {
        label: sorted(map(tuple, np.asarray(group.get_offsets())))
        for label, group in samples_of(ax).items()
    }
    assert drawn == {str(k): sorted(map(tuple, X[y == k])) for k in range(count)}


@pytest.mark.parametrize(
    ("labels", "texts"),
    [
        (("cat", "dog"), ["cat", "dog"]),
        (("-1", "half-dog"), ["-1", "half-dog"]),  # words stay as they are written
        ((-1, 1), ["−1", "1"]),
        ((-1.0, 1.0), ["−1", "1"]),
        ((-0.5, 123456.0), ["−0.5", "123456"]),
        ((-0.0, 1.0), ["0", "1"]),
        ((False, True), ["0", "1"]),
    ],
    ids=repr,
)
def test_a_label_reads_as_a_number_with_a_minus_sign_or_as_the_word_that_it_is(labels, texts, ax):
    first, second = labels
    plot_decision_boundary(tilted, SQUARE, [first, second, second, second], ax, resolution=4)
    assert legend(ax) == texts


def test_classes_differ_by_shape_as_well_as_by_colour(ax):
    plot_decision_boundary(three, SQUARE, [0, 1, 2, 0], ax, resolution=4)
    samples = samples_of(ax).values()
    shapes = {group.get_paths()[0].vertices.tobytes() for group in samples}
    colours = {tuple(group.get_facecolor()[0]) for group in samples}
    assert len(samples) == len(shapes) == len(colours) == 3


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([[1.0, 2.0, 3.0]], [1], r"X: given shape \(1, 3\); allowed: n × 2"),
        ([1.0, 2.0], [1, 1], r"X: given shape \(2,\); allowed: n × 2"),
        ([], [], r"X: given shape \(0,\); allowed: n × 2 with n above 0"),
        (np.empty((0, 2)), [], r"X: given shape \(0, 2\); allowed: n × 2 with n above 0"),
        ([[1.0, 2.0]], [1, 2], r"y: given shape \(2,\); allowed: \(1,\)"),
        ([[1.0, 2.0]], [[1]], r"y: given shape \(1, 1\); allowed: \(1,\)"),
        ([[1.0, 2.0]], 1, r"y: given shape \(\); allowed: \(1,\)"),
    ],
    ids=["3 columns", "one row", "empty", "no rows", "too many labels", "column", "one label"],
)
def test_samples_of_another_shape_are_refused(X, y, words, ax):
    with pytest.raises(ValueError, match=words):
        plot_decision_boundary(sum, X, y, ax)


def dark(ax):
    """Return where the plane is as dark as ink, in grey."""
    FigureCanvasAgg(ax.figure).draw()
    grey = np.asarray(ax.figure.canvas.buffer_rgba())[..., :3].mean(axis=-1) / 255.0
    return grey < 0.35


def test_regions_differ_without_colour_by_a_line_and_a_hatch(ax):
    plot_decision_boundary(tilted, SQUARE, BITS, ax, resolution=20)
    line, hatch = (ax.collections[k] for k in (1, 2))
    (path,) = line.get_paths()
    assert max(abs(tilted(point)) for point in path.vertices) < 1e-6
    assert hatch.get_paths()
    assert dark(ax).sum() > 300


def test_the_boundary_has_no_stairs(ax):
    plot_decision_boundary(lambda p: p[0] ** 2 + p[1] ** 2 - 1.0, SQUARE, BITS, ax, resolution=30)
    points = np.concatenate([path.vertices for path in ax.collections[1].get_paths()])
    assert np.abs(np.hypot(*points.T) - 1.0).max() < 2e-3


NAMED = {
    "words": (lambda p: "dog" if tilted(p) > 0.0 else "cat", ["cat", "dog", "dog", "dog"]),
    "numbers": (lambda p: 1 + int(tilted(p) > 0.0), [1, 2, 2, 2]),
    "negative numbers": (lambda p: -2 + int(tilted(p) > 0.0), [-2, -1, -1, -1]),
    "three": (lambda p: [1, 3, 5][int(np.argmax(three(p)))], [5, 1, 3, 1]),
    "wrapped": (lambda p: np.array([float(tilted(p) > 0.0)]), BITS),
}


@pytest.mark.parametrize(("predict", "y"), NAMED.values(), ids=NAMED)
def test_an_answer_that_is_one_of_the_labels_is_the_class(predict, y, ax):
    plot_decision_boundary(predict, SQUARE, y, ax, resolution=80)
    points = grid(*(APART if len(set(y)) == 3 else [tilted]), size=6)
    check(ax, points, predict if "dog" in y else lambda point: int(np.ravel(predict(point))[0]))


def test_one_score_for_three_classes_is_refused_with_what_to_return(ax):
    words = r"one score for 3 different labels; allowed: .* labels itself; write MLP\(2, \[8, 3\]\)"
    with pytest.raises(ValueError, match=words):
        plot_decision_boundary(tilted, SQUARE, [0, 1, 2, 1], ax, resolution=10)


# What the sign says of scores that mean something else.


def probability(point):
    return 1.0 / (1.0 + math.exp(-10.0 * tilted([point[0] + 0.5, point[1] + 0.2])))


def learned_by_mse(point):
    return 0.1 + 0.5 * (point[0] + point[1])


MISLED = {
    "probabilities of bits": (probability, BITS),
    "probabilities of signs": (probability, SIGNS),
    "probabilities of words": (probability, ["cat", "dog", "dog", "dog"]),
    "bits learned by mse": (learned_by_mse, BITS),
    "the same answer everywhere": (lambda point: 0.5, BITS),
}


@pytest.mark.parametrize(("predict", "y"), MISLED.values(), ids=MISLED)
def test_scores_whose_sign_misleads_are_told(predict, y, ax):
    with pytest.warns(UserWarning, match=r"write threshold=0\.5") as warned:
        plot_decision_boundary(predict, SQUARE, y, ax, resolution=20)
    assert warned[0].filename == __file__


NOT_MISLED = {
    "scores": (tilted, BITS, {}),
    "scores of one side": (lambda point: 3.0 + tilted(point), BITS, {}),
    "signs learned by mse": (lambda point: 2.0 * learned_by_mse(point) - 1.0, SIGNS, {}),
    "one label": (probability, [1, 1, 1, 1], {}),
    "probabilities with a threshold": (probability, BITS, {"threshold": 0.5}),
    "probabilities for each class": (lambda p: [1.0 - probability(p), probability(p)], BITS, {}),
}


@pytest.mark.parametrize(("predict", "y", "settings"), NOT_MISLED.values(), ids=NOT_MISLED)
def test_other_scores_are_painted_without_a_warning(predict, y, settings, ax):
    plot_decision_boundary(predict, SQUARE, y, ax, resolution=20, **settings)  # warnings are errors


@pytest.mark.parametrize("threshold", [0.5, -1, np.float64(0.25)])
def test_the_threshold_decides_between_two_labels(threshold, ax):
    def above(point):
        return tilted(point) - threshold

    y = [int(above(point) > 0.0) for point in SQUARE]
    plot_decision_boundary(tilted, SQUARE, y, ax, resolution=50, threshold=threshold)
    check(ax, grid(above), lambda point: int(above(point) > 0.0))


@pytest.mark.parametrize("threshold", ["0.5", math.nan, math.inf, None, [0.5]], ids=repr)
def test_a_threshold_that_is_no_finite_number_is_refused(threshold, ax):
    with pytest.raises(ValueError, match=r"threshold: given .*; allowed: a finite number"):
        plot_decision_boundary(tilted, SQUARE, BITS, ax, threshold=threshold)


@pytest.mark.parametrize("kind", [lambda ax: ax, lambda ax: None], ids=["axes given", "new axes"])
def test_the_legend_hides_no_sample(kind, ax):
    X = [[i, j] for i in range(8) for j in range(8)]
    drawn = plot_decision_boundary(sum, X, [0, 1] * 32, kind(ax), resolution=4)
    FigureCanvasAgg(drawn.figure).draw()
    frame = drawn.get_legend().get_window_extent()
    assert not any(frame.contains(*point) for point in drawn.transData.transform(X))
    pyplot.close("all")


@pytest.mark.parametrize("names", [["width", "length"], ["a_b", "$x$ of $y$"], [3, 4]], ids=repr)
def test_the_names_of_columns_are_those_of_the_axes(names, ax):
    frame = SimpleNamespace(columns=names, to_numpy=lambda: np.array(SQUARE))
    plot_decision_boundary(tilted, frame, BITS, ax, resolution=4)
    assert [ax.get_xlabel(), ax.get_ylabel()] == [str(name) for name in names]
    FigureCanvasAgg(ax.figure).draw()  # a name is no formula, not even a wrong one


def test_columns_without_names_are_numbered(ax):
    plot_decision_boundary(tilted, SQUARE, BITS, ax, resolution=4)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_0$", "$x_1$")


@pytest.mark.parametrize(
    "loss",
    [[1.6, 1.5], [1.58, 1.42, 1.3], [0.7, 0.3], [0.5], [20.0, 0.3], [1e5, 1.0, 1e-6]],
    ids=repr,
)
def test_the_ticks_of_the_loss_are_plain_numbers(loss, ax):
    plot_loss(history(loss), ax)
    FigureCanvasAgg(ax.figure).draw()
    low, high = ax.get_ylim()
    ticks = [*ax.yaxis.get_major_ticks(), *ax.yaxis.get_minor_ticks()]
    low, high = max(low, 1e-4), min(high, 9e4)  # others are powers of ten
    texts = {
        tick.get_loc(): tick.label1.get_text() for tick in ticks if low <= tick.get_loc() <= high
    }
    written = {place: text for place, text in texts.items() if text}
    assert len(written) >= 2
    assert {place: float(text) for place, text in written.items()} == pytest.approx(
        {place: place for place in written}, rel=1e-3
    )
    assert max(map(len, written.values())) <= 6
