"""The colours of `viz.style` as custom properties of CSS."""

from collections.abc import Mapping
from functools import cache

from viz.style import CLASS_THEMES, RULES, THEMES

__all__ = ["palette", "rule"]


@cache
def palette() -> str:
    """Return the colours of a page, which is light or dark as the reader's screen is."""
    light, dark = (rule(":root", _colors(theme)) for theme in ("light", "dark"))
    scheme = "@media (prefers-color-scheme:dark)"
    return f":root{{color-scheme:light dark}}\n{light}\n{scheme}{{{dark}}}"


def rule(selector: str, properties: Mapping[str, str]) -> str:
    """Write a rule that sets custom properties."""
    return f"{selector}{{{''.join(f'--{name}:{text};' for name, text in properties.items())}}}"


def _colors(theme: str) -> dict[str, str]:
    classes = {f"class-{i}": color for i, color in enumerate(CLASS_THEMES[theme])}
    return {**THEMES[theme], "rule": RULES[theme], **classes}
