"""Namesakes: what Python finds in the place of our packages, such as an engine.py of a student's.

Where `import engine` finds such a file, this one is still run by its path.
"""

from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

__all__ = ["check_name"]


def check_name(name: str) -> None:
    """Complain if an import of "engine", "nn" or "viz" finds something else than our package.

    Raises ImportError, which names the file or folder and says what to do about it.
    """
    spec = find_spec(name)
    if spec is None or spec.origin is None or _is_ours(spec):
        return
    file = Path(spec.origin)
    found, kind = (file.parent, "folder") if file.stem == "__init__" else (file, "file")
    raise ImportError(
        f"`import {name}` finds {found} and not chalkgrad's {name}: rename that {kind}, or work in "
        "another folder. A notebook needs a new kernel then",
        name=name,
        path=str(file),
    )


def _is_ours(spec: ModuleSpec) -> bool:
    # A changed copy of our package is ours as well, and so is one without its source.
    source = getattr(spec.loader, "get_source", lambda name: None)(spec.name)
    return source is None or source.startswith('"""chalkgrad')
