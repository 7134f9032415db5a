"""Every word of the Markdown is in the dictionary, or in the list of words that the field has."""

import re

import pytest
from spellchecker import SpellChecker

from tests.lectures import CODE, FORMULA, LECTURES, ROOT, markdown, read

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "notebooks" / "README.md"]
WORDS = ROOT / "tests" / "words.txt"

LINKS_AND_TAGS = r"\]\([^)]*\)|https?://\S+|<[^>]+>"
FOREIGN = re.compile("|".join([CODE.pattern, FORMULA.pattern, LINKS_AND_TAGS]), re.DOTALL)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def text_of(path):
    if path.suffix == ".md":
        return path.read_text("utf-8")
    return markdown(read(path))


def words(text):
    return {word for word in WORD.findall(FOREIGN.sub(" ", text)) if len(word) > 1}


@pytest.fixture(scope="module")
def dictionary():
    dictionary = SpellChecker()
    dictionary.word_frequency.load_words(WORDS.read_text("utf-8").split())
    return dictionary


@pytest.mark.parametrize("path", [*PAGES, *LECTURES], ids=lambda path: path.name)
def test_every_word_is_spelt_as_in_the_dictionary(path, dictionary):
    assert sorted(dictionary.unknown(words(text_of(path)))) == []


def test_a_misspelt_word_is_found(dictionary):
    text = "The gradiant `nodse` of $\\frac{abcd}{efgh}$ flows [back](wrods.md)."
    assert dictionary.unknown(words(text)) == {"gradiant"}


def test_the_list_holds_only_words_that_are_needed():
    listed = WORDS.read_text("utf-8").split()
    assert listed == sorted(set(listed), key=str.casefold)
    used = {word.casefold() for path in [*PAGES, *LECTURES] for word in words(text_of(path))}
    plain = SpellChecker()
    assert [w for w in listed if w.casefold() not in used or not plain.unknown([w])] == []
