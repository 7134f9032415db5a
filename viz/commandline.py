"""What the command lines share."""

import argparse
from typing import Any

__all__ = ["OneLineParser"]


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line; --help tells the rest."""

    def error(self, message: str) -> Any:
        """Exit with status 2 after one line on stderr."""
        self.exit(2, f"{self.prog}: {message}\n")
