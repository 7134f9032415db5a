"""Graphviz as the page brought it: an instance of viz.js in the global chalkgradGraphviz."""

import js
from pyodide.ffi import to_js


def render(source, engine, formats, attributes):
    """Return {format: text} of one graph in DOT; RuntimeError for what cannot be drawn."""
    options = {"engine": engine, "graphAttributes": attributes}
    options = to_js(options, dict_converter=js.Object.fromEntries)
    made = js.chalkgradGraphviz.renderFormats(source, to_js(formats), options)
    if made.status != "success":
        told = "; ".join(error.message for error in made.errors)
        raise RuntimeError(f"Graphviz could not draw this: {told}")
    return made.output.to_py()
