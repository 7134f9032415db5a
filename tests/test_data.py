"""The data sets: their geometry, their labels, their seeds; splitting and scaling."""

import math
import random
import string

import numpy as np
import pytest

from nn import data
from nn.data import (
    DATASETS,
    IRIS_FEATURES,
    IRIS_SPECIES,
    digits,
    iris,
    names,
    split,
    standardized,
)

CLASSES = {
    "moons": (-1, 1),
    "circles": (-1, 1),
    "xor": (-1, 1),
    "spirals": (0, 1, 2),
    "blobs": (0, 1, 2),
    "yin_yang": (0, 1, 2),
}
TOYS = [*CLASSES, "sine"]

classified = pytest.mark.parametrize("name", CLASSES)
every_toy = pytest.mark.parametrize("name", TOYS)


def distance(points, centre):
    return np.linalg.norm(points - np.array(centre), axis=1)


def test_the_table_lists_every_data_set_under_its_name():
    assert list(DATASETS) == [*TOYS, "iris", "digits"]
    assert all(function is getattr(data, name) for name, function in DATASETS.items())


def test_all_lists_what_the_module_offers():
    helpers = {*("DATASETS", "IRIS_FEATURES", "IRIS_SPECIES", "names", "split", "standardized")}
    assert set(data.__all__) == {*DATASETS, *helpers}
    assert all(hasattr(data, name) for name in data.__all__)


# Every toy set.


@classified
@pytest.mark.parametrize("n", [3, 10, 100, 101])
def test_exactly_n_samples_shared_equally_by_the_classes(name, n):
    X, y = DATASETS[name](n)
    assert X.shape == (n, 2)
    assert y.shape == (n,)
    assert X.dtype == np.float64
    assert np.issubdtype(y.dtype, np.integer)
    labels, counts = np.unique(y, return_counts=True)
    assert tuple(labels) == CLASSES[name]
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("n", [1, 2, 50])
def test_sine_has_one_column_and_float_targets(n):
    X, y = data.sine(n)
    assert X.shape == (n, 1)
    assert y.shape == (n,)
    assert X.dtype == y.dtype == np.float64


@every_toy
def test_a_hundred_samples_unless_asked_otherwise(name):
    assert len(DATASETS[name]()[1]) == 100


@classified
def test_a_mini_batch_has_every_class(name):
    _, y = DATASETS[name](90)
    for batch in np.split(y, 3):
        assert set(batch) == set(CLASSES[name])


def test_sine_is_shuffled():
    X, _ = data.sine(90)
    for batch in np.split(X, 3):
        assert batch.min() < -1.0
        assert batch.max() > 1.0


@every_toy
def test_the_seed_decides_every_number(name):
    first, again, other = (DATASETS[name](50, seed=seed) for seed in (7, 7, 8))
    for one, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one, same)
        assert not np.array_equal(one, different)


@every_toy
def test_no_global_generator_is_touched(name):
    before = random.getstate(), np.random.get_state()[1].copy(), np.random.get_state()[2]
    X, y = DATASETS[name](30)
    split(X, y)
    after = random.getstate(), np.random.get_state()[1], np.random.get_state()[2]
    assert before[0] == after[0]
    np.testing.assert_array_equal(before[1], after[1])
    assert before[2] == after[2]


@every_toy
def test_two_calls_share_no_memory(name):
    X, y = DATASETS[name](30)
    X[:], y[:] = 5, 5
    fresh_X, fresh_y = DATASETS[name](30)
    assert not (fresh_X == 5).any()
    assert not (fresh_y == 5).any()


@pytest.mark.parametrize("name", ["moons", "circles", "xor", "blobs", "yin_yang"])
def test_noise_moves_the_same_points_by_its_deviation(name):
    still_X, still_y = DATASETS[name](2000, noise=0.0)
    noisy_X, noisy_y = DATASETS[name](2000, noise=0.25)
    np.testing.assert_array_equal(still_y, noisy_y)
    moves = noisy_X - still_X
    assert moves.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.02)
    assert moves.std(axis=0) == pytest.approx([0.25, 0.25], abs=0.02)


def test_noise_of_the_sine_moves_the_targets_only():
    X, y = data.sine(2000, noise=0.25)
    np.testing.assert_array_equal(np.sort(X[:, 0]), np.linspace(-np.pi, np.pi, 2000))
    assert (y - np.sin(X[:, 0])).std() == pytest.approx(0.25, abs=0.02)


def test_noise_of_the_spirals_turns_the_points_only():
    still, _ = data.spirals(3000, noise=0.0)
    noisy, _ = data.spirals(3000, noise=0.25)
    still, noisy = still @ [1, 1j], noisy @ [1, 1j]
    np.testing.assert_allclose(abs(noisy), abs(still), atol=1e-12)
    turns = np.angle(noisy[abs(still) > 0] / still[abs(still) > 0])
    assert turns.mean() == pytest.approx(0.0, abs=0.02)
    assert turns.std() == pytest.approx(0.25, abs=0.02)


# Geometry, without noise.


def test_moons_lie_on_two_half_circles():
    X, y = data.moons(101, noise=0.0)
    upper, lower = X[y == -1], X[y == 1]
    np.testing.assert_allclose(distance(upper, (0.0, 0.0)), 1.0)
    np.testing.assert_allclose(distance(lower, (1.0, 0.5)), 1.0)
    assert upper[:, 1].min() >= 0.0
    assert lower[:, 1].max() <= 0.5


def test_moons_run_from_tip_to_tip():
    X, y = data.moons(6, noise=0.0)
    points = sorted(np.column_stack([y, np.round(X, 9)]).tolist())
    assert points == [[-1, -1, 0], [-1, 0, 1], [-1, 1, 0], [1, 0, 0.5], [1, 1, -0.5], [1, 2, 0.5]]


def test_circles_have_radius_one_and_a_half():
    X, y = data.circles(100, noise=0.0)
    np.testing.assert_allclose(distance(X, (0.0, 0.0)), np.where(y == -1, 1.0, 0.5))


def test_circles_are_evenly_dotted_all_round():
    X, y = data.circles(100, noise=0.0)
    for label in (-1, 1):
        angles = np.sort(np.arctan2(X[y == label, 1], X[y == label, 0]))
        np.testing.assert_allclose(np.diff(angles), 2.0 * np.pi / 50)


def test_xor_is_the_product_of_the_signs():
    X, y = data.xor(200, noise=0.0)
    np.testing.assert_array_equal(np.sign(X[:, 0] * X[:, 1]), y)
    assert np.abs(X).min() >= 0.1
    assert np.abs(X).max() <= 1.0


def test_xor_fills_the_four_quadrants_equally():
    X, _ = data.xor(200, noise=0.0)
    _, counts = np.unique(np.sign(X), axis=0, return_counts=True)
    assert list(counts) == [50, 50, 50, 50]


def test_spirals_follow_the_arms_of_cs231n():
    X, y = data.spirals(300, noise=0.0)
    for arm in (0, 1, 2):
        points = X[y == arm]
        points = points[np.argsort(distance(points, (0.0, 0.0)))]
        radius, angle = np.linspace(0.0, 1.0, 100), np.linspace(4.0 * arm, 4.0 * arm + 4.0, 100)
        expected = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
        np.testing.assert_allclose(points, expected, atol=1e-12)


def test_blobs_without_noise_are_the_corners_of_a_triangle():
    X, y = data.blobs(30, noise=0.0)
    half = math.sqrt(3.0) / 2.0
    corners = np.array([[0.0, 1.0], [-half, -0.5], [half, -0.5]])
    np.testing.assert_allclose(X, corners[y], atol=1e-12)


def test_yin_yang_has_the_classes_of_its_paper():
    # The three criteria of Kriener et al., with distances in their unit square.
    X, y = data.yin_yang(600)
    square = (X + 1.0) / 2.0
    left, right = distance(square, (0.25, 0.5)), distance(square, (0.75, 0.5))
    upper = (left <= 0.25) | ((square[:, 1] > 0.5) & (right > 0.25))
    dots = (left < 0.1) | (right < 0.1)
    np.testing.assert_array_equal(y, np.where(dots, 2, np.where(upper, 1, 0)))
    assert distance(X, (0.0, 0.0)).max() <= 1.0


def test_yin_yang_fills_each_region_evenly():
    # Yin is yang turned by half a turn: the centres of mass are opposite. Both dots are as full.
    X, y = data.yin_yang(3000)
    middle = [X[y == label].mean(axis=0) for label in (0, 1)]
    np.testing.assert_allclose(middle[0], -middle[1], atol=0.05)
    assert (X[y == 2, 0] > 0).mean() == pytest.approx(0.5, abs=0.05)


def test_sine_without_noise_is_exact():
    X, y = data.sine(50, noise=0.0)
    np.testing.assert_array_equal(y, np.sin(X[:, 0]))
    assert (X.min(), X.max()) == (-np.pi, np.pi)


# Errors.


@every_toy
@pytest.mark.parametrize("n", [0, -1, 10.0, "10", None, math.nan])
def test_n_must_be_a_count(name, n):
    with pytest.raises(ValueError, match=f"given n={n!r}; allowed: an int from"):
        DATASETS[name](n)


@every_toy
def test_n_must_give_each_class_a_sample(name):
    fewest = len(CLASSES.get(name, "1"))
    assert len(DATASETS[name](fewest)[1]) == fewest
    with pytest.raises(ValueError, match=f"allowed: an int from {fewest} up"):
        DATASETS[name](fewest - 1)


@every_toy
@pytest.mark.parametrize("noise", [-0.1, math.inf, math.nan, "0.1", None])
def test_noise_must_be_finite_and_not_negative(name, noise):
    with pytest.raises(ValueError, match=f"given noise={noise!r}; allowed: a finite number"):
        DATASETS[name](noise=noise)


@every_toy
def test_noise_beyond_the_floats_is_refused(name):
    with pytest.raises(ValueError, match=r"given noise=10{36}\.\.\.; allowed: a finite number"):
        DATASETS[name](noise=10**400)


@every_toy
def test_numpy_numbers_are_numbers(name):
    X, _ = DATASETS[name](np.int64(9), np.float32(0.5))
    np.testing.assert_array_equal(X, DATASETS[name](9, 0.5)[0])


# Fisher's irises.


def test_iris_is_fifty_of_each_species():
    X, y = iris()
    assert X.shape == (150, 4)
    assert X.dtype == np.float64
    assert np.issubdtype(y.dtype, np.integer)
    assert list(np.bincount(y)) == [50, 50, 50]
    assert IRIS_SPECIES == ("setosa", "versicolor", "virginica")
    assert IRIS_FEATURES == ("sepal_length", "sepal_width", "petal_length", "petal_width")


def test_iris_has_the_published_means():
    X, _ = iris()
    assert list(np.round(X.mean(axis=0), 3)) == [5.843, 3.057, 3.758, 1.199]


@pytest.mark.parametrize(
    ("species", "means"),
    [
        ("setosa", [5.006, 3.428, 1.462, 0.246]),
        ("versicolor", [5.936, 2.770, 4.260, 1.326]),
        ("virginica", [6.588, 2.974, 5.552, 2.026]),
    ],
)
def test_iris_species_have_the_means_of_fishers_table(species, means):
    X, y = iris()
    assert X[y == IRIS_SPECIES.index(species)].mean(axis=0) == pytest.approx(means)


@pytest.mark.parametrize(
    ("row", "flower"), [(35, [4.9, 3.1, 1.5, 0.2]), (38, [4.9, 3.6, 1.4, 0.1])]
)
def test_iris_rows_that_many_copies_have_wrong_are_fishers(row, flower):
    X, y = iris()
    assert list(X[row - 1]) == flower
    assert y[row - 1] == 0


# Split.


def numbered(y):
    """Give each label a row that tells where it was."""
    return np.arange(len(y))[:, np.newaxis], np.asarray(y)


LABELS = {
    "uneven classes": [0] * 60 + [1] * 30 + [2] * 10,
    "hinge labels as floats": [-1.0] * 80 + [1.0] * 20,
    "names": ["cat"] * 50 + ["dog"] * 50,
    "numbers to predict": list(np.linspace(0.0, 1.0, 100)),
    "every class once": list(range(100)),
}


@pytest.mark.parametrize("y", LABELS.values(), ids=LABELS.keys())
@pytest.mark.parametrize("test", [0.01, 0.3, 0.5, 0.99])
def test_split_is_a_shuffled_partition(y, test):
    X, y = numbered(y)
    X_train, y_train, X_test, y_test = split(X, y, test)
    rows = np.concatenate([X_train, X_test])[:, 0]
    assert len(X_test) == round(100 * test)
    assert sorted(rows) == list(range(100))
    assert list(rows) != sorted(rows)
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), y[rows])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("uneven classes", [18, 9, 3]),
        ("hinge labels as floats", [24, 6]),
        ("names", [15, 15]),
    ],
)
def test_split_keeps_the_proportion_of_the_classes(kind, counts, seed):
    _, _, _, y_test = split(*numbered(LABELS[kind]), test=0.3, seed=seed)
    assert list(np.unique(y_test, return_counts=True)[1]) == counts


@pytest.mark.parametrize("kind", ["numbers to predict", "every class once"])
def test_split_without_classes_draws_from_everywhere(kind):
    drawn = {int(row) for s in range(40) for row in split(*numbered(LABELS[kind]), seed=s)[2][:, 0]}
    assert drawn == set(range(100))


def test_split_draws_every_sample_of_a_class_sooner_or_later():
    y = [0] * 8 + [1] * 8
    drawn = {int(row) for seed in range(40) for row in split(*numbered(y), seed=seed)[2][:, 0]}
    assert drawn == set(range(16))


def test_split_rounds_the_share_of_a_rare_class():
    y = [0] * 99 + [1]
    for seed in range(5):
        assert 1 not in split(*numbered(y), test=0.3, seed=seed)[3]
        assert 1 in split(*numbered(y), test=0.7, seed=seed)[3]


def test_split_mixes_the_classes_within_each_part():
    _, y_train, _, y_test = split(*iris())
    for labels in (y_train, y_test):
        for batch in np.split(labels, len(labels) // 15):
            assert np.bincount(batch) == pytest.approx([5, 5, 5], abs=1)


def test_split_seed_decides_the_parts():
    X, y = iris()
    for one, same in zip(split(X, y, seed=3), split(X, y, seed=3), strict=True):
        np.testing.assert_array_equal(one, same)
    assert not np.array_equal(split(X, y, seed=3)[2], split(X, y, seed=4)[2])


def test_split_takes_lists_and_leaves_them_alone():
    X, y = [[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1]
    X_train, _, X_test, y_test = split(X, y, test=0.5)
    assert sorted([*X_train[:, 0], *X_test[:, 0]]) == [0.0, 1.0, 2.0, 3.0]
    assert sorted(y_test) == [0, 1]
    assert (X, y) == ([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])


@pytest.mark.parametrize(
    ("X", "y", "test", "message"),
    [
        ([[1], [2]], [0], 0.5, r"given X \(2, 1\) and y \(1,\); allowed: a row of X for each"),
        ([[1], [2]], [[0], [1]], 0.5, "allowed: a row of X for each label"),
        (1.0, [0], 0.5, "allowed: a row of X for each label"),
        ([[1], [2]], [0, 1], 0.0, "given test=0.0; allowed: above 0, below 1"),
        ([[1], [2]], [0, 1], 1.0, "given test=1.0; allowed: above 0, below 1"),
        ([[1], [2]], [0, 1], 30, "given test=30; allowed: above 0, below 1"),
        ([[1], [2]], [0, 1], math.nan, "given test=nan; allowed: above 0, below 1"),
        ([[1], [2]], [0, 1], "half", "given test='half'; allowed: above 0, below 1"),
        ([[1], [2]], [0, 1], 0.1, "given 2 samples, 0 to test; allowed: a sample in each part"),
        ([[1], [2]], [0, 1], 0.9, "given 2 samples, 2 to test; allowed: a sample in each part"),
        ([], [], 0.5, "given 0 samples, 0 to test"),
    ],
)
def test_split_refuses_what_it_cannot_divide(X, y, test, message):
    with pytest.raises(ValueError, match=message):
        split(X, y, test)


# Scaling.


def test_standardized_columns_have_mean_zero_and_deviation_one():
    scaled = standardized(iris()[0])
    assert scaled.mean(axis=0) == pytest.approx([0.0] * 4, abs=1e-12)
    assert scaled.std(axis=0) == pytest.approx([1.0] * 4)


def test_standardized_takes_its_statistics_from_like_only():
    train, test = [[0.0, 5.0], [2.0, 9.0]], [[4.0, 7.0], [100.0, 5.0]]
    np.testing.assert_array_equal(standardized(test, like=train), [[3.0, 0.0], [99.0, -1.0]])
    np.testing.assert_array_equal(standardized(test[:1], like=train), [[3.0, 0.0]])


@pytest.mark.parametrize("constant", [0.0, 0.1, 7.0, 1e9 + 0.1])
def test_standardized_only_shifts_a_constant_column(constant):
    train = np.full((3, 1), constant)
    np.testing.assert_allclose(standardized(train), 0.0, atol=1e-6)
    np.testing.assert_allclose(standardized(train + 2.0, like=train), 2.0, atol=1e-6)


def test_standardized_leaves_its_input_alone():
    X = np.array([[1.0], [3.0]])
    assert standardized(X).tolist() == [[-1.0], [1.0]]
    assert X.tolist() == [[1.0], [3.0]]


@pytest.mark.parametrize(("X", "name"), [([[10**400]], "X"), ([[1.0]], "like")])
def test_standardized_refuses_ints_beyond_the_floats(X, name):
    with pytest.raises(OverflowError, match=rf"^{name}: given int 10+\.\.\., too large"):
        standardized(X, like=[[10**400], [1]])


@pytest.mark.parametrize(
    ("X", "like"),
    [([[1.0, 2.0]], [[1.0], [2.0]]), ([[1.0]], [[1.0, 2.0]]), ([[1.0]], np.empty((0, 1)))],
)
def test_standardized_refuses_other_columns(X, like):
    with pytest.raises(ValueError, match="allowed: the same columns, and rows in like"):
        standardized(X, like=like)


# Handwritten digits and first names.


def test_digits_are_images_of_64_levels_of_ink_and_some_180_of_each():
    X, y = digits()
    assert X.shape == (1797, 64)
    assert sorted(set((X * 16).ravel())) == list(range(17))
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_digit_is_a_zero_with_a_hole_in_it():
    X, y = digits()
    image = X[0].reshape(8, 8)
    assert y[0] == 0
    assert (X[0] * 16)[:8].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert image[3:5, 3:5].max() < 0.2 < image[3:5].max()


def test_names_are_short_lower_case_and_sorted_each_once():
    words = names()
    assert (len(words), words[0], words[-1]) == (5163, "aaron", "zulma")
    assert words == sorted(set(words))
    assert set("".join(words)) == set(string.ascii_lowercase)
    assert {min(map(len, words)), max(map(len, words))} == {2, 11}
