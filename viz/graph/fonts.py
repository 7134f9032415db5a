"""Fonts: the environment in which Graphviz finds those that matplotlib carries, and no others."""

import html
import os
from importlib.util import find_spec
from pathlib import Path

from engine.extend import temporary_folder

__all__ = ["environment"]

# The blocks of letters that DejaVu has: Latin, Greek and Cyrillic; punctuation, indices, arrows and
# mathematical operators.
DEJAVU = (("\0", "\u052f"), ("\u2000", "\u22ff"), ("\ufffd", "\ufffd"))

# What tells fontconfig of other settings, or makes it complain.
FONT_SETTINGS = ("FONTCONFIG_", "SOURCE_DATE_EPOCH")

_configurations: dict[bool, Path] = {}  # with the system's fonts, or without


def environment(source: str) -> dict[str, str]:
    """Return the environment variables of a process that draws this text."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith(FONT_SETTINGS)}
    more = any(not any(first <= c <= last for first, last in DEJAVU) for c in set(source))
    return {**settings, "FONTCONFIG_FILE": str(_configuration(more))}


def _configuration(with_system_fonts: bool) -> Path:
    """Return the path of a fontconfig file, which is there.

    It is written anew where it is gone: with the process that this one was forked of, or with all
    that was old in the temporary folder.
    """
    known = _configurations.get(with_system_fonts)
    if known is None or not known.exists():
        known = _configurations[with_system_fonts] = _written(with_system_fonts)
    return known


def _written(with_system_fonts: bool) -> Path:
    """Write a fontconfig file and return its path.

    It names matplotlib's fonts alone, and not the system's settings, which may be newer than the
    library in the wheel and make it warn. The system's fonts are added for a text that needs a
    letter DejaVu lacks, such as a Chinese label.
    """
    folder = temporary_folder("chalkgrad-fonts-")
    directories = [str(_fonts())]
    if with_system_fonts:
        from matplotlib.font_manager import findSystemFonts

        directories += sorted({str(Path(font).parent) for font in findSystemFonts()})
    lines = [f"<dir>{html.escape(directory, quote=False)}</dir>" for directory in directories]
    lines.append(f"<cachedir>{html.escape(str(folder), quote=False)}</cachedir>")
    configuration = folder / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        "<fontconfig>\n" + "\n".join(lines) + "\n</fontconfig>\n",
        encoding="utf-8",
    )
    return configuration


def _fonts() -> Path:
    # Found, not imported: matplotlib takes longer to import than a drawing takes.
    matplotlib = find_spec("matplotlib")
    if matplotlib is None or matplotlib.origin is None:
        raise RuntimeError("found no fonts to draw with: `pip install matplotlib` brings them")
    return Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf"
