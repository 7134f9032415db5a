"""Scripts after other projects' tests: what is left of `backward`, and what is refused."""

import re

import pytest

from tests.peers import title
from tests.peers.ours import Ours
from tests.peers.refusals import REFUSALS
from tests.peers.scripts import SCRIPTS


@pytest.mark.parametrize("row", SCRIPTS, ids=title)
def test_a_script_shows_what_the_peer_asks_for(row):
    assert row.run(Ours()) == row.expected


@pytest.mark.parametrize("row", REFUSALS, ids=title)
def test_what_is_refused_is_told_why(row):
    with pytest.raises(row.error, match=re.escape(row.words)):
        row.run(Ours())
