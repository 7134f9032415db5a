"""Light and dark: told, or as the notebook is that shows a page or a drawing."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from engine import Value
from nn import MLP, fit, predictor
from nn.data import moons
from tests.browser import wait_for
from tests.graphs import neuron
from viz import animate_training, draw, walk
from viz.style import THEMES
from viz.web import framed


def training(**settings):
    X, y = moons(10, seed=0)
    model = MLP(2, [2, 1], seed=0)
    history = fit(model, X, y, steps=3, progress=False, record=True)
    return animate_training(history, predictor(model), X, y, frames=2, **settings)


def stepped(**settings):
    return walk(Value(2.0, "a") * 3.0, **settings)


SHOWN = {"walk": stepped, "animate_training": training}
NOTEBOOKS = {
    "JupyterLab, dark": ('data-jp-theme-light="false"', "dark"),
    "JupyterLab, light": ('data-jp-theme-light="true"', "light"),
    "VS Code, dark": ('data-vscode-theme-kind="vscode-dark"', "dark"),
    "VS Code, high contrast": ('data-vscode-theme-kind="vscode-high-contrast"', "dark"),
    "VS Code, high contrast and light": (
        'data-vscode-theme-kind="vscode-high-contrast-light"',
        "light",
    ),
    "VS Code, light": ('data-vscode-theme-kind="vscode-light"', "light"),
}
PAPER = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"


def paper(theme):
    return f"{PAPER} === '{THEMES[theme]['paper']}'"


def other(theme):
    return "light" if theme == "dark" else "dark"


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_page_follows_the_theme_of_the_notebook_and_not_the_screen(notebook, open_page):
    attribute, theme = NOTEBOOKS[notebook]
    text = f"<body {attribute}>{stepped()._repr_html_()}"
    page = open_page(text, color_scheme=other(theme))
    wait_for(page.frames[1], paper(theme))


def test_a_page_changes_with_the_theme_of_the_notebook(open_page):
    text = f'<body data-jp-theme-light="true">{training()._repr_html_()}'
    page = open_page(text, color_scheme="dark")
    wait_for(page.frames[1], paper("light"))
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    wait_for(page.frames[1], paper("dark"))


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_that_is_told_counts_everywhere(kind, theme, open_page):
    attribute = f'data-jp-theme-light="{str(theme == "dark").lower()}"'
    shown = SHOWN[kind](theme=theme)._repr_html_()
    page = open_page(f"<body {attribute}>{shown}", color_scheme=other(theme))
    page.wait_for_timeout(100)
    assert page.frames[1].evaluate(paper(theme))


@pytest.mark.parametrize("screen", THEMES)
def test_elsewhere_a_page_is_as_the_screen(screen, open_page):
    page = open_page(stepped().html, color_scheme=screen)
    assert page.evaluate(paper(screen))


def test_a_page_is_printed_in_light_colours(open_page):
    page = open_page(stepped(theme="dark").html, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate(paper("light"))


def test_a_page_takes_its_theme_from_the_frame_around_alone(open_page):
    page = open_page(stepped().html, color_scheme="light")
    page.evaluate("window.postMessage({ chalkgrad: { theme: 'paint' } }, '*')")
    page.wait_for_timeout(50)
    assert page.evaluate("document.documentElement.dataset.theme === undefined")


def test_the_page_of_a_training_run_is_not_cut_in_its_frame(open_page):
    page = open_page(training()._repr_html_())
    wait_for(page.frames[1], "innerHeight >= document.body.scrollHeight")
    page.set_viewport_size({"width": 600, "height": 800})  # in one column it is higher
    wait_for(page.frames[1], "innerHeight >= document.body.scrollHeight && innerHeight > 900")


def test_a_frame_leaves_the_page_as_it_is(open_page):
    page = open_page(framed('<p>a < b & "c"</p>', 'a "title"', 100))
    assert page.frame_locator("iframe").locator("p").text_content() == 'a < b & "c"'
    assert page.locator("iframe").get_attribute("title") == 'a "title"'


# Drawings.


def image(svg, scheme):
    data = base64.b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" style="color-scheme:{scheme}">'


@pytest.mark.parametrize("screen", THEMES)
def test_a_drawing_in_a_notebook_is_dark_where_the_notebook_is(screen, open_page):
    svg = draw(neuron()).pipe("svg", encoding="utf-8")
    page = open_page(image(svg, screen), color_scheme=other(screen))
    shot = page.locator("img").screenshot(omit_background=True)
    assert most_common_fill(shot) == THEMES[screen]["parameter-fill"]


def most_common_fill(png):
    picture = Image.open(BytesIO(png)).convert("RGB")
    fills = {THEMES[theme]["parameter-fill"] for theme in THEMES}
    counts = picture.getcolors(maxcolors=1 << 24)
    found = {f"#{r:02x}{g:02x}{b:02x}": n for n, (r, g, b) in counts}
    return max(fills, key=lambda color: found.get(color, 0))


@pytest.mark.parametrize("theme", THEMES)
def test_a_drawing_has_the_colours_it_was_told(theme):
    source = draw(neuron(), theme=theme).source
    assert THEMES[theme]["parameter-fill"] in source
    assert THEMES[other(theme)]["parameter-fill"] not in source
    assert THEMES[theme]["muted"] in source or THEMES[theme]["constant-line"] in source


def test_no_text_of_a_drawing_is_taken_for_a_colour():
    label = 'color="#dbeafe"'
    assert "#dbeafe" in draw(Value(1.0, label), theme="dark").source


@pytest.mark.parametrize("format", ["svg", "png"])
def test_the_ground_of_a_drawing_is_transparent(format):
    picture = draw(neuron()).pipe(format)
    if format == "svg":
        assert b'class="graph chalkgrad"' in picture
        assert b'<polygon fill="white"' not in picture
    else:
        assert corner(picture)[3] == 0


def test_a_format_without_transparency_has_a_white_ground():
    assert min(corner(draw(neuron()).pipe("jpg"))) > 240  # JPEG is not exact


def corner(picture):
    return Image.open(BytesIO(picture)).convert("RGBA").getpixel((0, 0))


@pytest.mark.parametrize("show", [lambda **s: draw(neuron(), **s), stepped, training])
def test_an_unknown_theme_is_refused(show):
    with pytest.raises(
        ValueError, match="theme: given 'night'; allowed: 'auto', 'light' or 'dark'"
    ):
        show(theme="night")
