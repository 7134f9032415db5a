"""The command: check a site that was built, and run some of its lectures in the browser."""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, NAMES
from tests.site.checks import (
    dead_links,
    faults_of_a_lecture,
    faults_of_pages,
    faults_of_programs,
)
from tests.site.serving import served


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.site")
    parser.add_argument("folder", type=Path)
    parser.add_argument("lectures", nargs="*", help="such as 01; none is run without")
    options = parser.parse_args()
    folder = options.folder.absolute()
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright, served(folder) as base:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        faults = [
            *dead_links(folder),
            *faults_of_pages(browser, base, folder),
            *faults_of_programs(browser, base),
        ]
        for name in options.lectures:
            faults += faults_of_a_lecture(browser, base, name)
        browser.close()
    print(*faults, sep="\n")
    print(f"{len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
