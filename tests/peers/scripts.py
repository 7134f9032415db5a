"""All scripts: lines that call `backward` and look at what is left.

`m` is this engine or PyTorch, by the names of `tests.peers.ours`. Where PyTorch shows something
else the row says what, and why stands beside it.
"""

from tests.peers import MICROGRAD, MINITORCH, PYTORCH, Script, accumulation, flags, modes

SUITES = accumulation, flags, modes
SCRIPTS = [
    *(
        Script(PYTORCH, f"test_autograd.py {test}", *row)
        for suite in SUITES
        for test, *row in suite.OF_PYTORCH
    ),
    Script(
        MINITORCH, "test_autodiff.py test_chain_rule2", flags.chain_rule_of_constants, (None, 5.0)
    ),
    Script(MICROGRAD, "test_engine.py test_more_ops: +=", accumulation.a_name_bound_again, 3.0),
]
