"""The text of the lectures: its length, one word for one thing, terms defined before use."""

import re

import pytest

from tests.lecture_exercises import executed, sections
from tests.lecture_tables import SAID, STILL_TO_DO, TERMS
from tests.lectures import (
    CODE,
    FORMULA,
    LECTURES,
    code_cells,
    is_compared,
    markdown,
    read,
    spoken,
    tagged,
)

DONE = [path for path in LECTURES if path.stem not in STILL_TO_DO]
each_done = pytest.mark.parametrize("path", DONE, ids=lambda path: path.stem)
ORDER = [path.stem for path in LECTURES]
MOST_CELLS, MOST_WORDS = 60, 2300


def prose(text):
    """The text without code, in which a formula is one word."""
    return FORMULA.sub(" formula ", CODE.sub(" ", text))


def words(path):
    return len(re.findall(r"\w[\w'’-]*", prose(markdown(read(path)))))


@each_done
def test_a_lecture_is_no_longer_than_an_hour(path):
    assert len(read(path).cells) <= MOST_CELLS
    assert words(path) <= MOST_WORDS


@each_done
def test_a_lecture_has_one_word_for_one_thing(path):
    notebook = read(path)
    text = prose(markdown(notebook)) + "\n".join(map(spoken, code_cells(notebook)))
    found = {wrong: re.findall(f".*{wrong}.*", text, re.IGNORECASE) for wrong in SAID}
    assert [(line, SAID[wrong]) for wrong, lines in found.items() for line in lines] == []


def of_term(term):
    return re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.IGNORECASE)


def first_use(notebook, term):
    """The id of the cell that first says a term; what the title promises does not count."""
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown" and of_term(term).search(prose(cell.source)):
            return cell.id
    return None


@each_done
def test_a_term_is_defined_before_it_is_used(path):
    notebook = read(path)
    for term, cell_id in TERMS[path.stem].items():
        (cell,) = (cell for cell in notebook.cells if cell.id == cell_id)
        emphasized = [words for _, words in re.findall(r"(\*\*?)([^*\n]+)\1", cell.source)]
        assert any(of_term(term).fullmatch(words) for words in emphasized), (term, cell_id)
        assert first_use(notebook, term) == cell_id, term


@each_done
def test_no_lecture_uses_a_term_of_a_later_one(path):
    later = [stem for stem in ORDER[ORDER.index(path.stem) + 1 :] if stem in TERMS]
    used = {term: first_use(read(path), term) for stem in later for term in TERMS[stem]}
    assert {term: cell for term, cell in used.items() if cell} == {}


@each_done
def test_names_keep_their_meaning_when_a_section_is_run_once_more(path):
    notebook = executed(path).notebook
    stored = {cell.id: cell for cell in code_cells(read(path))}
    for cell in (cell for section in sections(read(path)) for cell in section):
        (again,) = tagged(notebook, f"again-{cell.id}")
        if is_compared(cell):
            assert spoken(again) == spoken(stored[cell.id]), cell.source
