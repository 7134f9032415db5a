"""to_torch and from_torch where PyTorch is not installed."""

import sys

import pytest

from nn import MLP, from_torch, to_torch


@pytest.mark.parametrize("exchange", [to_torch, from_torch])
def test_without_pytorch_the_error_says_what_to_install(exchange, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError, match=r'write: pip install "chalkgrad\[torch\]"'):
        exchange(MLP(2, [1], seed=0))


@pytest.mark.parametrize("exchange", [to_torch, from_torch])
def test_a_broken_pytorch_says_itself_what_it_lacks(exchange, monkeypatch, tmp_path):
    (tmp_path / "torch.py").write_text("import a_library_of_torch")
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="a_library_of_torch"):
        exchange(MLP(2, [1], seed=0))
