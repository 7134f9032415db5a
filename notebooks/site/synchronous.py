"""Graphviz as WebAssembly, made synchronous: in a notebook Python's caller waits for a drawing."""

import re

__all__ = ["synchronous"]

WASM = ("'\\0asm", "')}")  # where the machine itself begins and ends, a text in the script
ASYNC = re.compile(r"\basync\s*(?=function|\()|\basync\s+(?=[\w$]+=>)|\bawait\s+|\bawait(?=\()")
# How the script makes an instance, and how it hands itself out, later and at once.
LATER = {
    "WebAssembly.instantiate(r,v)": (
        "{instance:new WebAssembly.Instance(new WebAssembly.Module(r),v)}"
    ),
    "return r().then(A=>new a(A))": "return new a(r())",
}


def synchronous(script: str) -> str:
    """Return viz-global.js so that `Viz.instance()` is an instance, no promise of one.

    Raises ValueError for a script of another version, in which something else would have to change.
    """
    start = script.index(WASM[0])
    end = script.index(WASM[1], start)
    head, tail = ASYNC.sub("", script[:start]), ASYNC.sub("", script[end:])
    for later, at_once in LATER.items():
        if tail.count(later) != 1:
            raise ValueError(
                f"viz-global.js: {later!r} stands in it {tail.count(later)} times, not 1"
            )
        tail = tail.replace(later, at_once)
    if re.search(r"\b(async|await)\b", head + tail):
        raise ValueError("viz-global.js: something in it still waits")
    return head + script[start:end] + tail
