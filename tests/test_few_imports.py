"""What an import brings: engine, drawings and walks run where there is neither NumPy nor nn."""

import subprocess
import sys

import pytest

# Whatever of these is imported is refused, also inside functions.
REFUSED = ("numpy", "matplotlib", "PIL", "tqdm", "nn", "IPython", "pygraphviz", "torch")
BEGIN = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {REFUSED}:
            raise ModuleNotFoundError(f"{{name}} was asked for", name=name)
sys.meta_path.insert(0, Refuse())
from engine import *
x, w = Value(2.0, "x"), Value(-3.0, "w")
y = tanh(x * w + maximum(x, 1.0)) + where(x > w, x, w) ** 2
y.backward()
"""
USES = {
    "gradients": "assert x.grad != 0.0 and tangents(y, x)[y] == x.grad",
    "checks": "gradcheck(lambda a: a.tanh() * a, 0.5)",
    "derivatives of derivatives": "assert grad(grad(lambda a: a**3))(2.0) == 12.0",
    "a program": "assert 'tanh' in trace(y, [x, w]).source('c')",
    "a compiled program": "trace(y, [x, w]).compile('python')(2.0, -3.0)",
    "DOT": "import viz; assert 'digraph' in viz.draw(y, edge_gradients=True).source",
}


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_the_engine_and_the_text_of_a_drawing_need_nothing_that_is_large(use):
    assert run(BEGIN + use).stderr == ""


SHOWN = """
import sys
from engine import Value
import viz
x = Value(2.0, "x")
y = (x * x + x).tanh()
y.backward()
viz.draw(y, edge_gradients=True).pipe("svg")
viz.walk(y, compare=True).html
print(*sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names))
"""


def test_a_drawing_and_a_walk_import_only_the_writer_of_dot():
    brought = set(run(SHOWN).stdout.split())
    assert brought & {*REFUSED, "engine", "viz", "graphviz"} == {"engine", "viz", "graphviz"}


def test_what_shows_training_is_imported_when_it_is_asked_for():
    later = "'viz.training' in sys.modules"
    assert run(f"import sys, viz\nassert not {later}\nviz.playground\nassert {later}").stderr == ""


def test_a_name_that_viz_does_not_have_is_an_attribute_error():
    code = "import viz\ntry: viz.nothing\nexcept AttributeError as error: print(error)"
    assert run(code).stdout == "module 'viz' has no attribute 'nothing'\n"
