"""The one palette and number format of every picture."""

from typing import Any, NamedTuple

__all__ = [
    "AFTER",
    "CLASS_COLORS",
    "CLASS_THEMES",
    "EDGE",
    "FONT",
    "GRAD",
    "INK",
    "MUTED",
    "ROLES",
    "RULES",
    "SYMBOLS",
    "THEMES",
    "Role",
    "check_theme",
    "counted",
    "number",
]

# Verdana has the widths of DejaVu, for a browser on a machine that lacks it.
FONT = "DejaVu Sans,Verdana,sans-serif"

# Every text and line has a contrast of 4.5 : 1 and more on every ground that it stands on, in print
# too.
INK = "#111827"
MUTED = "#4b5563"
EDGE = "#6b7280"
GRAD = "#92400e"

# Okabe and Ito's palette, told apart with any colour vision.
CLASS_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


class Role(NamedTuple):
    """How a kind of node looks: colours, and a shape, so that colour is not needed."""

    fill: str
    line: str
    attributes: dict[str, str]


ROLES = {
    "input": Role("#dbeafe", "#1d4ed8", {"shape": "box", "style": "filled"}),
    "parameter": Role(
        "#dcfce7", "#15803d", {"shape": "note", "style": "filled", "margin": "0.07,0.03"}
    ),
    "constant": Role(
        "#f3f4f6", "#4b5563", {"shape": "ellipse", "style": "filled", "margin": "0.02,0"}
    ),
    "operation": Role("#ffffff", "#374151", {"shape": "box", "style": "rounded,filled"}),
    "result": Role(
        "#fef3c7", "#92400e", {"shape": "box", "style": "rounded,filled", "peripheries": "2"}
    ),
    "group": Role(
        "#f3e8ff", "#7e22ce", {"shape": "folder", "style": "filled", "margin": "0.04,0.02"}
    ),
}

# Of pages and drawings, which are light or dark.
THEMES = {
    "light": {
        **{"paper": "#ffffff", "ink": INK, "muted": MUTED, "edge": EDGE},
        **{"grad": GRAD, "panel": "#f9fafb", "focus": "#1d4ed8"},
        **{f"{name}-fill": role.fill for name, role in ROLES.items()},
        **{f"{name}-line": role.line for name, role in ROLES.items()},
    },
    "dark": {
        **{"paper": "#111827", "ink": "#f9fafb", "muted": "#cbd5e1", "edge": "#94a3b8"},
        **{"grad": "#fdba74", "panel": "#1f2937", "focus": "#93c5fd"},
        **{"input-fill": "#1e3a5f", "input-line": "#93c5fd"},
        **{"parameter-fill": "#14432a", "parameter-line": "#86efac"},
        **{"constant-fill": "#374151", "constant-line": "#d1d5db"},
        **{"operation-fill": "#1f2937", "operation-line": "#e5e7eb"},
        **{"result-fill": "#451a03", "result-line": "#fcd34d"},
        **{"group-fill": "#3b0764", "group-line": "#d8b4fe"},
    },
}

# Of the page of a training run: classes, lighter where the paper is dark, and thin rules.
CLASS_THEMES = {
    "light": CLASS_COLORS,
    "dark": ("#4da3d9", "#f0843c", "#2bbf94", *CLASS_COLORS[3:]),
}
RULES = {"light": "#d1d5db", "dark": "#4b5563"}

# What an op is called in a box: before a name or a number none of these reads as a statement about
# it, as −x or |x| would. AFTER stands between the two, or − would be a sign.
AFTER = "\N{EM SPACE}"
SYMBOLS = {
    "*": "×",
    "-": "−",
    "/": "÷",
    "**": "pow",
    "<=": "≤",
    "maximum": "max",
    "minimum": "min",
}


def check_theme(theme: str) -> None:
    """Raise ValueError for an unknown theme."""
    if theme not in ("auto", *THEMES):
        raise ValueError(f"theme: given {theme!r}; allowed: 'auto', 'light' or 'dark'")


def number(x: Any, precision: int = 4) -> str:
    """Write a number with a true minus sign and, unless told, 4 significant digits."""
    try:
        digits = f"{x:.{precision}g}".replace("-", "−")
    except (TypeError, ValueError):  # a symbol, or another kind of number without digits
        return str(x)
    return "0" if digits == "−0" else digits


def counted(n: int, thing: str) -> str:
    """Write a number of things."""
    return f"{n} {thing}" + ("s" if n != 1 else "")
