"""Mutation testing: how many small mistakes in engine and nn the tests would notice.

A mutant is the project with one small change. It is killed if a test fails or runs far beyond its
time, and survives otherwise. `python -m tests.mutation --help` says how to run it.

What is changed: arithmetic, comparison and boolean operators, conditions, `not` and the minus sign,
constants, returned values, the order of arguments, named arguments and those of decorators,
`break` and `continue`; statements are deleted. What is left alone: docstrings, annotations, what
only type checkers read, `__all__`, and the arguments of exceptions. Names that a module or a class
binds are not deleted, because the import would fail at once.

Which tests count: those of `tests/` without the drawn, the browsed and the lectures (`LEFT_OUT` in
`__main__`). A mutant meets the tests that run its line, fastest first, up to the first failure; a
line run by an import counts as run by every test of its file. Then come the other tests of the file
within a budget of time, because a fixture, a cache or another process can hide who runs a line. So
a mutant that survives may be one that a slower test kills, never the other way round.

Mutants that behave as the original are listed in `equivalent.toml`, each with the reason.
"""
