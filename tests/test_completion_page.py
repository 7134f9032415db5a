"""The page of a language model in a browser: its numbers are Python's, its controls answer."""

import math
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe

from nn import GPT, Module
from tests.browser import assert_within, data_in
from viz import completion

LETTERS = "abcé<"


def small(letters=LETTERS, **settings):
    sizes = {"width": 4, "heads": 2, "context": 6, "seed": 0, **settings}
    model = GPT(letters, **sizes)
    for parameter in model.parameters():
        parameter.data *= 12.0  # far from equal probabilities
    return model


@pytest.fixture(scope="module")
def made():
    model = small(blocks=2)
    return SimpleNamespace(model=model, page=completion(model, "ab", seed=3).page())


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


def get(page):
    return page.evaluate("chalkgrad.get()")


def notice(page):
    return page.locator("#notice").inner_text()


def shares_of(model, text):
    ((tokens,), _) = model.rows([text])
    shares = model.shares(tokens)
    return [[[list(map(float, place)) for place in head] for head in block] for block in shares]


@pytest.mark.parametrize(
    ("text", "temperature"), [("", 1.0), ("ab", 1.0), ("é<c", 0.5), ("abcab", 3.0)]
)
def test_its_probabilities_and_its_attention_are_those_of_python(page, made, text, temperature):
    page.evaluate("([text, heat]) => chalkgrad.set(text, heat)", [text, temperature])
    found = get(page)
    assert (found["text"], found["temperature"]) == (text, temperature)
    expected = made.model.probabilities(text, temperature)
    assert found["probabilities"] == pytest.approx(expected, rel=1e-12)
    for block, of_python in zip(found["attention"], shares_of(made.model, text), strict=True):
        for head, expected_head in zip(block, of_python, strict=True):
            for place, shares in zip(head, expected_head, strict=True):
                assert place == pytest.approx(shares, rel=1e-12)
                assert math.isclose(sum(place), 1.0)


def test_a_parameter_that_is_not_finite_is_told():
    model = small()
    model.tokens[0][0].data = math.nan
    with pytest.raises(ValueError, match="given one with a parameter that is not finite"):
        completion(model)


def test_it_begins_with_what_it_was_given_and_leaves_the_model_as_it_is(open_page):
    model = small()
    before = model.state_dict()
    page = open_page(completion(model, "cab").page())
    assert page.locator("#text").input_value() == get(page)["text"] == "cab"
    assert model.state_dict() == before


def test_a_bar_and_a_number_for_each_letter_and_for_the_end(page, made):
    expected = made.model.probabilities("ab")
    names = page.locator(".letter .name").all_inner_texts()
    assert names == [*LETTERS, "end"]
    told = page.locator(".letter .probability").all_inner_texts()
    assert told == [f"{share:.3f}" for share in expected.values()]
    widths = page.locator(".bar").evaluate_all(
        "(bars) => bars.map((bar) => parseFloat(getComputedStyle(bar, '::before').width)"
        " / bar.clientWidth)"
    )
    assert widths == pytest.approx(list(expected.values()), abs=0.02)


def test_the_most_probable_can_stand_first(page, made):
    page.locator("#sorted").check()
    shares = made.model.probabilities("ab")
    ranked = sorted(shares, key=shares.get, reverse=True)
    assert page.locator(".letter .name").all_inner_texts() == [name or "end" for name in ranked]


def test_a_click_on_a_letter_appends_it(page):
    page.get_by_role("button", name="é").click()
    assert get(page)["text"] == page.locator("#text").input_value() == "abé"
    assert page.locator(".letter:disabled .name").all_inner_texts() == ["end"]
    page.locator("#back").click()
    assert get(page)["text"] == "ab"
    page.locator("#clear").click()
    assert get(page)["text"] == ""
    assert page.locator("#back").is_disabled()


def test_what_is_typed_is_answered_and_what_is_not_allowed_is_told(page):
    field = page.locator("#text")
    field.fill("cab")
    assert get(page)["text"] == "cab"
    for typed, told in (
        ("caX", f'given the letter "X"; allowed: {LETTERS}'),
        ("abcabc", "given 6 letters; allowed: up to 5, one less than the context"),
    ):
        field.fill(typed)
        assert field.get_attribute("aria-invalid") == "true"
        assert notice(page) == f"{told}; the answer is still that to “cab”"
        assert get(page)["text"] == "cab"
    field.fill("ca")
    assert (get(page)["text"], notice(page)) == ("ca", "")
    assert field.get_attribute("aria-invalid") == "false"


def test_at_the_end_of_the_context_no_letter_can_be_added(page):
    page.locator("#text").fill("abcab")
    assert notice(page) == "5 letters are all that the context has room for"
    assert page.locator("#next").is_disabled()
    assert page.locator("#finish").is_disabled()
    assert page.locator(".letter:enabled").count() == 0


def test_the_same_seed_draws_the_same_texts(page):
    def drawn():
        page.locator("#seed").fill("7")
        for _ in range(4):
            page.evaluate("chalkgrad.set('', 4)")
            page.locator("#finish").click()
        return page.locator("#drawn").inner_text().split(", ")[:4]

    first = drawn()
    assert first == drawn()
    assert len(set(first)) > 1
    assert get(page)["text"] in ("", first[0])


def test_letters_are_drawn_as_often_as_they_are_probable(page, made):
    expected = made.model.probabilities("c", 2.0)
    counts = dict.fromkeys(LETTERS, 0)
    for _ in range(300):
        page.evaluate("chalkgrad.set('c', 2)")
        page.evaluate("document.getElementById('next').click()")
        text = get(page)["text"]
        if len(text) == 2:
            counts[text[1]] += 1
    for letter, count in counts.items():
        assert count / 300 == pytest.approx(expected[letter], abs=0.1)


def test_the_slider_of_the_temperature_goes_by_powers_of_two(page, made):
    slider = page.locator("#temperature")
    slider.fill("-1")
    assert page.locator("#heat").inner_text() == "0.5"
    assert get(page)["probabilities"] == pytest.approx(made.model.probabilities("ab", 0.5))


def test_a_head_is_a_table_of_percents_whose_cells_tell_more(page, made):
    (first, *_), *_ = shares_of(made.model, "ab")
    table = page.locator("#heads table").first
    rows = [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
    assert rows == [[f"{100 * share:.0f}" for share in place] for place in first]
    assert table.locator("th[scope=row]").all_inner_texts() == ["▸", "a", "b"]
    table.locator("tbody td").last.focus()
    page.keyboard.press("ArrowLeft")
    told = page.locator("#share").inner_text()
    assert told.startswith("head 1: place 2, b, takes 0.")
    assert told.endswith(" from place 1, a")
    table.locator("tbody td").first.hover()
    assert page.locator("#share").inner_text() == "head 1: place 0, ▸, takes 1 from place 0, ▸"


def test_each_block_has_its_heads(page, made):
    _, (head, *_) = shares_of(made.model, "ab")
    page.locator("#block").select_option("2")
    cells = page.locator("#heads table").first.locator("tbody td").all_inner_texts()
    assert cells == [f"{100 * share:.0f}" for place in head for share in place]


def test_with_one_block_there_is_no_choice_of_one(open_page):
    page = open_page(completion(small()).page())
    assert page.locator("#block-field").is_hidden()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("set('aX')", f'given the letter "X"; allowed: {LETTERS}'),
        ("set('a', 0)", "temperature: given 0; allowed: a finite number above 0"),
        ("set('a', NaN)", "temperature: given NaN; allowed: a finite number above 0"),
    ],
)
def test_the_door_refuses_with_what_is_allowed_and_changes_nothing(page, call, told):
    before = get(page)
    said = page.evaluate(
        f"(() => {{ try {{ chalkgrad.{call} }} catch (e) {{ return e.message }} }})()"
    )
    assert said == told
    assert get(page) == before


def test_a_page_around_it_asks_by_messages(open_page, made):
    outer = open_page(
        f"<iframe srcdoc='{made.page.replace('&', '&amp;').replace(chr(39), '&#39;')}'>"
    )
    answer = outer.evaluate(
        """() => new Promise((done) => {
          const told = ({ data }) => data.chalkgrad.id === 1 && done(data.chalkgrad);
          addEventListener("message", told);
          const frame = document.querySelector("iframe").contentWindow;
          const ask = () => frame.postMessage({ chalkgrad: { call: "get", id: 1 } }, "*");
          document.querySelector("iframe").addEventListener("load", ask);
          ask();
        })"""
    )
    assert answer["answer"]["text"] == "ab"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(open_page, scheme, width):
    model = GPT(context=12, seed=0)
    page = open_page(
        completion(model, "mariannabel").page(),
        color_scheme=scheme,
        viewport={"width": width, "height": 720},
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#heads td").last.focus()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    for table in page.locator("#heads table").all():
        assert_within(table.bounding_box(), page.locator("#attention").bounding_box())


def test_on_paper_the_buttons_are_left_out(page):
    page.emulate_media(media="print")
    assert page.locator("#next").is_hidden()
    assert page.locator(".letter").first.is_visible()


def test_it_carries_text_as_data(made, open_page):
    page = open_page(made.page)
    assert data_in(page)["letters"] == list(LETTERS)
    assert page.locator(".letter .name").all_inner_texts()[4] == "<"


def test_it_saves_itself_and_shows_itself(tmp_path):
    made = completion(small())
    made.save(tmp_path / "names.html")
    assert (tmp_path / "names.html").read_text("utf-8") == made.page()
    assert repr(made) == f"Completion by a GPT of {len(small().parameters())} parameters"
    assert "<iframe" in made._repr_html_()
    with pytest.raises(ValueError, match=r"given '.*names\.txt'; allowed: a name ending in \.html"):
        made.save(tmp_path / "names.txt")


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: completion(Module()), TypeError, "model: given Module; allowed: a GPT"),
        (lambda: completion(small(), "x"), ValueError, "given the letter 'x' in 'x'; allowed: abc"),
        (lambda: completion(small(), seed=-1), ValueError, "seed: given -1"),
        (lambda: completion(small(), theme="red"), ValueError, "theme: given 'red'"),
    ],
)
def test_bad_input_is_told(call, error, told):
    with pytest.raises(error, match=told):
        call()
