"""Expressions as text, parsed by Python's own parser and computed on Values, never evaluated.

Allowed are names, numbers, + - * / **, parentheses and the engine's functions; inside `where`
comparisons too, and & | ~ between them.
"""

import ast
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine import Value, topological_order
from engine.extend import ARITHMETIC_ERRORS, float_or_nan
from viz.caret import cut, place_of, pointed
from viz.hints import for_call, for_count, for_name, for_part
from viz.parsing import TOO_DEEP, ExpressionError, parsed
from viz.vocabulary import ALLOWED, CALLED, COMPARISONS, JOINTS, OPERATORS

__all__ = ["Expression", "ExpressionError", "each_once"]

TOO_LARGE = "the number is too large for a float; allowed: up to 1.797e308"
NO_CONDITION = (
    "the first argument of where is a comparison by < <= > or >=, such as x > 0, or several, each "
    "in parentheses, joined by & | and ~, such as (x > 0) & (x < 1)"
)


class Expression:
    """An expression, computed on Values.

    root  of its graph, in which each name is one leaf with that label

    Raises ExpressionError, with a caret under the place, for anything that is not allowed, for a
    name without a number and for a number without a name; what the engine raises of numbers, with
    a caret too.
    """

    root: Value

    def __init__(self, text: str, numbers: Mapping[str, float]) -> None:
        self.text = text.strip()
        self.numbers = each_once(numbers.items())
        self.leaves: dict[str, Value] = {}
        self.origins: dict[Value, ast.expr] = {}
        try:
            self.root = self._value(parsed(self.text, ALLOWED))
        except RecursionError:
            raise ExpressionError(TOO_DEEP) from None
        strangers = ", ".join(sorted(self.numbers.keys() - self.leaves.keys()))
        if strangers:
            raise ExpressionError(
                f"given a number for {cut(strangers)}, not in the expression: {cut(self.text)}"
            )

    def backward(self) -> None:
        """Compute the gradients; an error of a slope gets a caret under its op."""
        try:
            self.root.backward()
        except ARITHMETIC_ERRORS as error:
            raise self._placed(error, self._origin_without_slopes()) from None

    def _origin_without_slopes(self) -> ast.expr | None:
        """Return the part of the text that a gradient reaches and does not get through."""
        reached = {self.root}
        for value in reversed(topological_order(self.root)):
            if value in reached:
                try:
                    slopes = value.contributions(1.0)
                except ARITHMETIC_ERRORS:
                    return self.origins.get(value)
                pairs = zip(value.operands, slopes, strict=True)
                reached.update(operand for operand, slope in pairs if slope is not None)
        return None

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self._constant(node, number)
            case ast.Name(id=name):
                return self._leaf(node, name)
            case ast.BinOp(left, op, right) if type(op) in OPERATORS:
                operands = self._value(left), self._value(right)
                return self._applied(node, OPERATORS[type(op)], *operands)
            case ast.UnaryOp(op, operand) if type(op) in OPERATORS:
                return self._applied(node, OPERATORS[type(op)], self._value(operand))
            case ast.Call(ast.Name(id=name), arguments, []) if name in CALLED:
                return self._called(node, name, arguments)
        raise self._refused(node, self._reason(node))

    def _constant(self, node: ast.expr, number: float) -> Value:
        if not math.isfinite(float_or_nan(number)):
            raise self._refused(node, TOO_LARGE)
        return Value(number, requires_grad=False)

    def _leaf(self, node: ast.expr, name: str) -> Value:
        if name not in self.numbers:
            raise self._refused(node, for_name(name))
        return self.leaves.setdefault(name, Value(self.numbers[name], name))

    def _called(self, node: ast.expr, name: str, arguments: list[ast.expr]) -> Any:
        function, count = CALLED[name]
        first = self._condition if name == "where" else self._value
        values = [first(arguments[0])] if arguments else []
        values += map(self._value, arguments[1:])
        if len(values) != count:
            raise self._refused(node, for_count(name, len(values), self._part(node)))
        return self._applied(node, function, *values)

    def _condition(self, node: ast.expr) -> Any:
        match node:
            case ast.Compare(left, [op], [right]) if type(op) in COMPARISONS:
                return COMPARISONS[type(op)](self._value(left), self._value(right))
            case ast.BinOp(left, op, right) if type(op) in JOINTS:
                return JOINTS[type(op)](self._condition(left), self._condition(right))
            case ast.UnaryOp(op, operand) if type(op) in JOINTS:
                return JOINTS[type(op)](self._condition(operand))
        raise self._refused(node, NO_CONDITION)

    def _applied(self, node: ast.expr, function: Callable[..., Any], *values: Any) -> Any:
        try:
            result = function(*values)
        except ARITHMETIC_ERRORS as error:
            raise self._placed(error, node) from None
        self.origins[result] = node
        return result

    def _reason(self, node: ast.expr) -> str:
        if isinstance(node, ast.Call):
            return for_call(node.func, self.numbers)
        return for_part(node, self._part(node))

    def _part(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or ""

    def _refused(self, node: ast.expr, why: str) -> ExpressionError:
        if isinstance(node, ast.Call) and node.keywords:
            place = place_of(self.text, node.keywords[0])
            why = "arguments have no names here; write f(x, y)"
        else:
            place = place_of(self.text, node)
        return ExpressionError(pointed(why, self.text, *place))

    def _placed(self, error: Exception, node: ast.expr | None) -> Exception:
        if node is None:
            return error
        return type(error)(pointed(str(error), self.text, *place_of(self.text, node)))


def each_once(numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return {name: number}, each name written as Python's parser writes it: the sign µ is μ.

    Raises ExpressionError for a name that is given twice.
    """
    given: dict[str, tuple[str, float]] = {}
    for name, number in numbers:
        parsed_name = unicodedata.normalize("NFKC", name)
        if parsed_name in given:
            first = given[parsed_name][0]
            both = (
                f"{cut(name)} twice" if first == name else f"{cut(first)} and {cut(name)}, one name"
            )
            raise ExpressionError(f"given {both}; allowed: each name once")
        given[parsed_name] = name, number
    return {name: number for name, (_, number) in given.items()}
