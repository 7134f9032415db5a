"""A quiz: the page hides each contribution until it is typed or asked for."""

import pytest

from engine import Value, topological_order
from tests.graphs import named, network, neuron
from tests.test_walk_live import get
from tests.test_walk_page import box, caption, details, position, row
from viz import walk


@pytest.fixture
def page(open_page):
    """Open the quiz of o = tanh(w x + b) at the first contribution, which is 1 × 0.501."""
    page = open_page(walk(neuron(), quiz=True).html)
    page.locator("#end").click()
    return page


def answer(page, text):
    page.locator(".quiz input").fill(text)
    page.get_by_text("Answer").click()
    return page.locator(".quiz + .told").inner_text()


def test_a_contribution_is_hidden_wherever_it_could_be_read(page):
    assert position(page) == 5
    assert row(page, "n", "grad") == "?"
    assert page.locator(".chip text").all_text_contents() == ["1 × ?", "= ?"]
    box(page, "n").click()
    assert "grad ?" in details(page)
    assert "0.501" not in page.locator("main").inner_text()
    assert page.locator("#compare-label").is_hidden()
    assert [get(page, name)["grad"] for name in ("n", "v1", "w", "b")] == [None] * 4


def test_nothing_beyond_it_is_shown_before_it_is_found(page):
    page.keyboard.press("ArrowRight")
    assert position(page) == 5
    assert answer(page, "0.501").startswith("Right: 0.501.")
    page.keyboard.press("ArrowRight")
    assert position(page) == 6


@pytest.mark.parametrize(
    ("text", "is_right"), [("0.5", True), ("0.505", True), ("0.51", False), ("-0.501", False)]
)
def test_a_number_within_one_percent_counts(text, is_right, page):
    told = answer(page, text)
    assert told.startswith("Right: 0.501.") == is_right
    if not is_right:
        assert told.endswith("It is 1 times the local derivative ∂o/∂n = 1 − o².")
        assert row(page, "n", "grad") == "?"


def test_what_is_found_is_shown_and_counted_at_the_end(page):
    answer(page, "7")
    answer(page, "0.501")  # at the second try
    assert row(page, "n", "grad") == "0.501"
    assert "∂o/∂n = 1 − o² = 1 − 0.7064² = 0.501" in caption(page)
    page.locator("#end").click()
    answer(page, "0.501")
    page.locator("#end").click()
    page.get_by_text("Show it").click()
    page.locator("#end").click()
    root = neuron()
    root.backward()
    (w,) = (node for node in topological_order(root) if node.label == "w")
    assert get(page, "w")["grad"] is None
    assert answer(page, str(w.grad)).startswith("Right")
    assert get(page, "w")["grad"] == pytest.approx(w.grad)
    told = page.locator(".quiz + .told").inner_text()
    assert told.endswith("Score: 2 of 4 right at the first try.")
    assert page.locator(".quiz").is_hidden()


def test_the_field_of_a_question_has_the_keys_and_then_the_way_on(open_page):
    page = open_page(walk(neuron(), quiz=True).html)
    page.locator("#end").click()
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Contribution"
    answer(page, "0.501")
    assert page.evaluate("document.activeElement.id") == "forward"


def test_a_folded_walk_asks_for_what_can_be_seen(open_page):
    root, names = network((2, 1))
    page = open_page(walk(root, names=names, collapse="neuron", quiz=True).html)
    asked = 0
    for _ in range(30):
        page.keyboard.press("End")
        if not page.get_by_text("Show it").is_visible():
            break
        page.get_by_text("Show it").click()
        asked += 1
    assert position(page) == int(page.locator("#count").inner_text().split(" / ")[1])
    assert 5 <= asked <= 15


def test_a_quiz_beside_the_naive_order_is_refused():
    with pytest.raises(ValueError, match=r"quiz: given True with compare=True.*quiz=True"):
        walk(named(Value(1.0, "a") * 2.0, "L"), quiz=True, compare=True)
