"""Playgrounds for the tests: one of each kind, and what is read from their pages."""

from types import SimpleNamespace

import numpy as np

from nn import MLP, SGD, Adam
from nn.data import IRIS_FEATURES, IRIS_SPECIES, blobs, iris, moons, sine
from viz import playground


def of_moons(activation="tanh", **settings):
    X, y = moons(40, seed=0)
    model = MLP(2, [4, 3, 1], activation, seed=0)
    settings = {"optimizer": SGD(model.parameters(), lr=0.1, momentum=0.9), **settings}
    made = playground(model, X, y, test=moons(20, seed=1), **settings)
    return SimpleNamespace(page=made.page(), model=model, X=X, y=y, **settings)


def of_sine():
    X, y = sine(30, seed=0)
    model = MLP(1, [4, 1], seed=0)
    return playground(model, X, y, loss="mse", optimizer=Adam(model.parameters(), lr=0.02)).page()


def of_iris():
    X, y = iris()
    model = MLP(4, [5, 3], "relu", seed=0)
    test = (X[::10], y[::10])
    names = {"inputs": IRIS_FEATURES, "classes": IRIS_SPECIES}
    return playground(model, X[::5], y[::5], loss="cross_entropy", test=test, **names).page()


def of_blobs():
    X, y = blobs(30, seed=0)
    return playground(MLP(2, [4, 3], seed=0), X, y, loss="cross_entropy").page()


def of_numbers():
    X = np.random.default_rng(0).normal(size=(20, 3))
    return playground(MLP(3, [2, 1], seed=0), X, X.sum(axis=1), loss="mse").page()


def of_heights():
    X = np.random.default_rng(0).normal(size=(20, 2))
    return playground(MLP(2, [2, 1], seed=0), X, X.sum(axis=1), loss="mse").page()


PAGES = {
    "two classes": lambda: of_moons().page,
    "three classes": of_blobs,
    "one input": of_sine,
    "four inputs": of_iris,
    "three inputs and a number": of_numbers,
    "two inputs and a number": of_heights,
}


def state(page):
    return page.evaluate("chalkgrad.state()")


def step_of(page):
    return state(page)["step"]


def summary(page):
    return page.locator("#summary").inner_text()


def notice(page):
    return page.locator("#notice").inner_text()


def picture(page, canvas):
    return page.evaluate(f"document.querySelector('{canvas}').toDataURL()")


def choose(page, button, path):
    with page.expect_file_chooser() as choosing:
        page.locator(button).click()
    choosing.value.set_files(path)


def refused(page, given):
    code = f"{{ try {{ chalkgrad.step({given}); }} catch (error) {{ error.message; }} }}"
    return page.evaluate(code)
