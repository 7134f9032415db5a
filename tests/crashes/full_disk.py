"""Weights saved on a tmpfs with less and less room: python -m tests.crashes.full_disk folder count.

The folder becomes the tmpfs, in the namespace that this process was started in.
"""

import errno
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.crashes.saving import model_of, what_is_left

PAGE = 4096  # bytes: what a tmpfs gives out at least


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    size = f"size={6 * PAGE}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], check=True)
    path, filler = folder / "w.json", folder / "filler"
    left: Counter[str] = Counter()
    errors: list[tuple[int, str]] = []
    for i in range(count):
        filler.unlink(missing_ok=True)
        model_of("old").save(path)
        filler.write_bytes(bytes(PAGE * (i % 6)))
        try:
            model_of("new").save(path)
        except OSError as error:
            errors.append((error.errno, error.filename))
        left[what_is_left(path)] += 1
        assert {file.name for file in folder.iterdir()} == {"w.json", "filler"}
    assert set(errors) == {(errno.ENOSPC, str(path))}, errors
    assert len(errors) == left["old"]
    print(", ".join(f"{count:,} times the {name} weights" for name, count in sorted(left.items())))


if __name__ == "__main__":
    main()
