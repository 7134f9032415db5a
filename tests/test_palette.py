"""The palette: what stands on what can be seen, on screens and on paper."""

import pytest

from tests.test_viz_walk import contrast
from viz.style import EDGE, GRAD, INK, MUTED, ROLES, SYMBOLS, THEMES

WHITE = "#ffffff"


@pytest.mark.parametrize("role", ROLES)
def test_every_text_of_a_drawing_can_be_read_in_its_box(role):
    texts = (INK, MUTED, GRAD, ROLES[role].line)
    assert min(contrast(ROLES[role].fill, text) for text in texts) >= 4.5


@pytest.mark.parametrize("color", [INK, MUTED, GRAD, EDGE, *(role.line for role in ROLES.values())])
def test_every_line_and_label_of_a_drawing_can_be_seen_on_paper(color):
    assert contrast(WHITE, color) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_pages_can_be_seen_on_their_ground(theme):
    for ground in ("paper", "panel"):
        assert contrast(THEMES[theme][ground], THEMES[theme]["edge"]) >= 4.5


def test_drawings_have_the_colours_of_light_pages():
    light = THEMES["light"]
    assert tuple(light[n] for n in ("ink", "muted", "grad", "edge")) == (INK, MUTED, GRAD, EDGE)


def test_no_name_of_an_op_reads_as_a_statement_about_what_follows():
    assert not set("".join(SYMBOLS.values())) & set("|()=√ⁿ")
    assert "x" not in "".join(SYMBOLS[op] for op in ("**", "neg", "abs") if op in SYMBOLS)
