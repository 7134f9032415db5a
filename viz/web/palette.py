"""The colours of `viz.style` as custom properties of CSS."""

from collections.abc import Mapping
from functools import cache

from viz.style import CLASS_THEMES, RULES, THEMES

__all__ = ["palette", "rule"]


@cache
def palette() -> str:
    """Return the colours of a page: light on paper, else as its theme or the reader's screen is."""
    light, dark = _colors("light"), _colors("dark")
    on_screen = rule(":root:not([data-theme=light])", dark)
    return "\n".join(
        [
            rule(":root", light, "light dark"),
            f"@media screen and (prefers-color-scheme:dark){{{on_screen}}}",
            rule(":root[data-theme=light]", {}, "light"),
            f"@media screen{{{rule(':root[data-theme=dark]', dark, 'dark')}}}",
        ]
    )


def rule(selector: str, properties: Mapping[str, str], scheme: str = "") -> str:
    """Write a rule that sets custom properties and, if one is given, the scheme of controls."""
    texts = [f"--{name}:{text};" for name, text in properties.items()]
    return f"{selector}{{{f'color-scheme:{scheme};' if scheme else ''}{''.join(texts)}}}"


def _colors(theme: str) -> dict[str, str]:
    classes = {f"class-{i}": color for i, color in enumerate(CLASS_THEMES[theme])}
    return {**THEMES[theme], "rule": RULES[theme], **classes}
