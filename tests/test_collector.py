"""Python's collector while graphs grow: it waits longer, still runs, and sets itself back."""

import gc
import importlib
import weakref
from collections.abc import Iterator

import pytest

from engine import Value, collector, no_grad
from engine.collector import PATIENT, _Patience, patience

ORDINARY = (700, 10, 10)


@pytest.fixture(autouse=True)
def _ordinary_collector() -> Iterator[None]:
    before = gc.get_threshold()
    patience.end()
    patience.is_over = False
    gc.set_threshold(*ORDINARY)
    gc.collect()
    yield
    patience.end()
    patience.is_over = False
    gc.set_threshold(*before)


def record():
    return Value(2.0) * Value(3.0)


def test_it_waits_once_an_op_is_recorded():
    record()
    assert gc.get_threshold() == (PATIENT, 10, 10)


def test_it_goes_on_waiting_as_long_as_ops_are_recorded():
    for _ in range(3):
        record()
        gc.collect()
        assert gc.get_threshold() == (PATIENT, 10, 10)


def test_the_first_collection_without_an_op_before_it_sets_it_back():
    record()
    gc.collect()
    gc.collect()
    assert gc.get_threshold() == ORDINARY


def test_it_still_collects_what_others_leave_behind():
    class Cycle:
        pass

    thing = Cycle()
    thing.itself = thing
    gone = weakref.ref(thing)
    del thing
    record()
    kept = [[] for _ in range(PATIENT + 1)]
    assert gone() is None
    assert kept


@pytest.mark.parametrize("own", [(500, 5, 5), (0, 10, 10), (PATIENT + 1, 10, 10)])
def test_a_threshold_that_somebody_sets_meanwhile_stays(own):
    record()
    gc.set_threshold(*own)
    for _ in range(3):
        gc.collect()
        record()
        assert gc.get_threshold() == own


@pytest.mark.parametrize("own", [(0, 10, 10), (PATIENT + 1, 10, 10)])
def test_a_collector_that_is_off_or_more_patient_is_left_alone(own):
    gc.set_threshold(*own)
    record()
    assert gc.get_threshold() == own
    gc.collect()
    gc.collect()
    assert gc.get_threshold() == own


def test_it_is_left_alone_where_nothing_is_recorded():
    with no_grad():
        record()
    assert gc.get_threshold() == ORDINARY


def test_a_module_that_is_loaded_again_watches_once():
    before, watched = list(gc.callbacks), patience
    importlib.reload(collector)
    try:
        assert gc.callbacks == before
        assert collector.patience is watched  # which ops renew
    finally:
        gc.callbacks[:] = before
        collector.patience = watched


def test_a_graph_is_walked_seldom_while_it_grows():
    walks = []
    gc.callbacks.append(lambda phase, info: walks.append(info["generation"]))
    try:
        x = total = Value(1.0)
        for _ in range(10_000):
            total = total + x
    finally:
        gc.callbacks.pop()
    assert walks == []


@pytest.mark.parametrize("act", [lambda x: -x, lambda x: x * x, lambda x: x.where(x, x)])
def test_it_waits_whatever_the_count_of_operands(act):
    act(Value(2.0))
    assert gc.get_threshold() == (50_000, 10, 10)


def test_at_first_it_is_not_patient_and_nobody_has_meddled():
    fresh = _Patience()
    assert (fresh.is_fresh, fresh.is_over, fresh.before) == (False, False, None)


def test_the_least_patient_collector_waits_too():
    gc.set_threshold(1, 10, 10)
    record()
    assert gc.get_threshold() == (PATIENT, 10, 10)
