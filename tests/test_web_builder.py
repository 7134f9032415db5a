"""How a page is built: modules in order, what is refused, the policy, data, colours, numbers."""

import base64
import hashlib
import json
import os
import re
from pathlib import Path

import pytest

import viz.web
from tests.browser import data_in
from tests.test_viz_walk import contrast
from viz.style import CLASS_THEMES, RULES, THEMES, number
from viz.web import build_page
from viz.web.modules import join

WEB = Path(viz.web.__file__).parent
VIZ = WEB.parent
ROOMS = [VIZ / "walkthrough" / "web", VIZ / "training" / "live", VIZ / "pad" / "web"]


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a folder of files by name, and returns it."""

    def write(**files):
        place = tmp_path / "web"
        place.mkdir(exist_ok=True)
        for name, text in {"body": "", "style": "", **files}.items():
            ending = {"body": "html", "style": "css"}.get(name, "js")
            (place / f"{name}.{ending}").write_text(text, encoding="utf-8")
        return place

    return write


def order(script):
    return re.findall(r"^const \$(\w+) =", script, re.MULTILINE)


# Modules.


def test_each_module_stands_once_after_those_that_it_imports(folder):
    web = folder(
        main='import { b } from "./b.js";\nimport { a } from "./a.js";\nb(a);',
        a='import { c } from "./c.js";\nexport const a = c;',
        b='import {\n  a,\n} from "./a.js";\nimport { c } from "./c.js";\n'
        "export function b() { return a + c; }",
        c="export const c = 1;",
    )
    assert order(join(web / "main.js")) == ["c", "a", "b", "main"]


def test_a_module_may_lie_in_another_folder(folder, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "kit.js").write_text("export class Kit {}")
    web = folder(main='import { Kit } from "../shared/kit.js";\nnew Kit();')
    assert order(join(web / "main.js")) == ["kit", "main"]


def test_modules_see_of_each_other_what_they_import_only(folder, open_page):
    web = folder(
        main='import { name } from "./other.js";\nconst own = "main";\n'
        "document.title = [name(), own, typeof hidden, typeof globalThis.own].join();",
        other='const own = "other";\nconst hidden = 1;\nexport const name = () => own + hidden;',
    )
    page = open_page(build_page(web, "before", {}))
    assert page.title() == "other1,main,undefined,undefined"
    assert page.evaluate("typeof $other") == "undefined"


def test_lines_of_comments_stay_behind(folder):
    text = (
        '// one\n/**\n * two * 2\n */\nconst url = "a//b"; // three\n\n/** four */ \nlog(url);\n'
        "/** five */ log(5);\n  /** six */\nlog(6);"
    )
    script = join(folder(main=text) / "main.js")
    assert 'const url = "a//b"; // three\nlog(url);\n/** five */ log(5);\nlog(6);' in script
    assert not re.search("one|two|four|six", script)


ALLOWED = r'allowed: import \{ a, b \} from "./file.js"; and export before'


@pytest.mark.parametrize(
    "statement",
    [
        'import all from "./a.js";',
        'import * as a from "./a.js";',
        'import { a as b } from "./a.js";',
        'import "./a.js";',
        'import { a } from "a";',
        'import { a } from "https://example.com/a.js";',
        'import { a } from "/a.js";',
        "import { a } from './a.js';",
        "export default 1;",
        "export { a };",
        "export let a = 1;",
        "export const { a } = b;",
        "export async function a() {}",
        'export { a } from "./a.js";',
        'const a = import("./a.js");',
        "const here = import.meta.url;",
    ],
)
def test_other_statements_are_refused_with_what_is_allowed(statement, folder):
    web = folder(main=statement, a="export const a = 1;")
    with pytest.raises(ValueError, match=rf"^main\.js: given ['\"].*; {ALLOWED}"):
        join(web / "main.js")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"main": 'import { a } from "./a.js";', "a": 'import { b } from "./main.js";'},
            r"modules import each other: main\.js → a\.js → main\.js",
        ),
        (
            {
                "main": 'import { a } from "./a.js";',
                "a": 'import { b } from "./b.js";\nexport const a = b;',
                "b": 'import { a } from "./a.js";\nexport const b = a;',
            },
            r"modules import each other: a\.js → b\.js → a\.js",
        ),
        (
            {"main": 'import { a } from "./a.js";'},
            r"there is no module a\.js, which main\.js imports: .*a\.js",
        ),
        ({}, r"there is no module main\.js: "),
        (
            {"main": 'import { a, b } from "./a.js";', "a": "export const a = 1;\nconst b = 2;"},
            r"main\.js: imports 'b', which a\.js does not export",
        ),
    ],
    ids=["a circle", "a circle further on", "a missing file", "no entry", "a missing name"],
)
def test_modules_that_cannot_be_joined_are_refused(files, message, folder):
    with pytest.raises(ValueError, match=message):
        join(folder(**files) / "main.js")


def test_two_modules_of_one_name_are_refused(folder, tmp_path):
    (tmp_path / "a.js").write_text("export const b = 1;")
    web = folder(
        main='import { a } from "./a.js";\nimport { b } from "../a.js";',
        a="export const a = 1;",
    )
    with pytest.raises(ValueError, match=r"two modules have the name a\.js: "):
        join(web / "main.js")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.parent.name)
def test_every_module_of_a_room_is_in_its_page(room):
    pages = [name for name in ("main.js", "replay.js") if (room / name).is_file()]
    joined = {module for page in pages for module in order(join(room / page))}
    assert {path.stem.replace("-", "_") for path in room.glob("*.js")} <= joined


# Pages.


def test_the_policy_lets_the_one_script_run_and_nothing_else(folder):
    text = build_page(folder(main="log();"), "t", {})
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    script = text.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def test_data_and_titles_come_through_as_they_are(folder, open_page):
    data = {"text": "</script><!--<b>&amp;{{title}}\u2028", "number": 1.5, "nothing": None}
    kit = os.path.relpath(WEB / "dom.js", folder())
    web = folder(
        body="<h1>{{title}}</h1><output id='shown'></output>",
        main=f'import {{ byId, readData }} from "{kit}";\n'
        'byId("shown").textContent = JSON.stringify(readData());',
    )
    page = open_page(build_page(web, "<b>{{data}}&", data))
    assert page.title() == "<b>{{data}}&"
    assert page.locator("h1").text_content() == "<b>{{data}}&"
    assert json.loads(page.locator("#shown").text_content()) == data == data_in(page)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_numbers_that_json_cannot_hold_are_refused(bad, folder):
    with pytest.raises(ValueError, match="JSON"):
        build_page(folder(main=""), "t", [bad])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_has_the_colours_of_the_palette(theme, folder, open_page):
    page = open_page(build_page(folder(main=""), "t", {}, {"gap": "12px"}), color_scheme=theme)
    classes = {f"class-{i}": color for i, color in enumerate(CLASS_THEMES[theme])}
    expected = {**THEMES[theme], **classes, "rule": RULES[theme], "gap": "12px"}
    assert expected == page.evaluate(
        """(names) => {
          const style = getComputedStyle(document.documentElement);
          const value = (name) => style.getPropertyValue("--" + name);
          return Object.fromEntries(names.map((name) => [name, value(name)]));
        }""",
        list(expected),
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_drawn_in_the_colour_of_a_class_can_be_seen(theme):
    first, *_ = CLASS_THEMES[theme]
    for ground in ("paper", "panel"):
        assert contrast(THEMES[theme][ground], first) >= 3.0


NUMBERS = [
    *(
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1234.0,
        1234.5,
        1235.5,
        2.5,
        9999.4,
        9999.6,
        12345.0,
        -123456.0,
        1e16,
        1e300,
    ),
    *(
        0.015625,
        -0.046875,
        0.1 + 0.2,
        1 / 3,
        -2 / 3,
        0.00012345,
        0.00009999,
        0.000099996,
        -1e-5,
        1.5e-7,
        5e-324,
    ),
]


def test_the_page_writes_numbers_as_python_does(folder, open_page):
    kit, numbers = (os.path.relpath(WEB / name, folder()) for name in ("dom.js", "numbers.js"))
    web = folder(
        body="<output id='shown'></output>",
        main=f'import {{ byId, readData }} from "{kit}";\n'
        f'import {{ number }} from "{numbers}";\n'
        'byId("shown").textContent = readData().map((x) => number(x)).join(" ");',
    )
    page = open_page(build_page(web, "numbers", NUMBERS))
    assert page.locator("#shown").text_content().split(" ") == [number(x) for x in NUMBERS]
