"""A program of a student's: what it prints, and what its last expression shows."""

import ast
import contextlib
import io
import json
import traceback

NAME = "<program>"


def shown(code):
    """Run a program; return JSON: text, whether it failed, the drawing and the walk of a Value."""
    text = io.StringIO()
    result = {"failed": False, "drawing": "", "walk": ""}
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        try:
            last = _run(code)
            if last is not None:
                _show(last, result)
        except BaseException as error:  # the page goes on, whatever a program does
            result["failed"] = True
            print(_told(error))
    return json.dumps({"text": text.getvalue(), **result})


def _run(code):
    """Run all statements; return the value of the last if it is an expression."""
    tree = ast.parse(code, NAME)
    names = {"__name__": "__main__", "input": _refuse_input}
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NAME, "exec"), names)
    return eval(compile(ast.Expression(last.value), NAME, "eval"), names) if last else None


def _refuse_input(prompt=""):
    raise RuntimeError("input() has nobody to ask in this page; write what it would answer instead")


def _show(last, result):
    from engine import Value
    from viz import draw, walk

    if not isinstance(last, Value):
        print(repr(last))
        return
    if last.grad == 0.0 and last.requires_grad:
        last.backward()
    result["drawing"] = draw(last, edge_gradients=True).pipe("svg", encoding="utf-8")
    result["walk"] = walk(last).html


def _told(error):
    """Write an error as Python does, without the lines of this page."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == NAME]
    lines = [
        f"line {frame.lineno}" + (f", in {frame.name}" if frame.name != "<module>" else "")
        for frame in own
    ]
    kind = traceback.format_exception_only(error)
    return "\n".join([*lines, "".join(kind).strip()])
