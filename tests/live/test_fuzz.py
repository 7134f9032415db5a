"""The fuzzer where PyTorch can be imported."""

from tests.fuzz import differences
from tests.fuzz.planted import wrong_sign
from tests.test_fuzz import first_mismatch


def test_a_wrong_rule_is_found_by_pytorch(monkeypatch):
    monkeypatch.setattr(differences, "slopes", lambda at: [])
    wrong_sign(monkeypatch.setattr)
    assert first_mismatch().ways == ("eager", "pytorch")
