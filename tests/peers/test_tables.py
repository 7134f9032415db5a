"""The tables themselves: every row has its source, and there are as many as promised."""

import re
from collections import Counter

from tests.peers import PROJECTS
from tests.peers.orders import DERIVATIVES
from tests.peers.programs import PROGRAMS
from tests.peers.refusals import REFUSALS
from tests.peers.scripts import SCRIPTS

ROWS = [*PROGRAMS, *DERIVATIVES, *SCRIPTS, *REFUSALS]


def test_every_row_names_a_project_and_a_test_of_it():
    assert {row.source for row in ROWS} <= set(PROJECTS)
    assert [row.test for row in ROWS if not re.match(r"\w+\.py(:| test)", row.test)] == []


def test_there_are_enough_rows_of_each_project():
    counts = Counter(row.source for row in ROWS)
    assert len(ROWS) >= 150
    assert min(counts[project] for project in PROJECTS) >= 8
