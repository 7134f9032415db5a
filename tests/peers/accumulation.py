"""Gradients that add up, numbers that change, copies: (test, script, what it returns, theirs)."""

import copy
import pickle

# ---- accumulation, and two backward calls ----


def accumulate_grad(m):
    x = m.leaf(3.0)
    y = x + 2
    m.again(y, 1.0)
    first = m.grad(x)
    y.backward()
    return first, m.grad(x)


def backward_twice_with_saved_values(m):
    x = m.leaf(3.0)
    y = x * x
    m.again(y)
    m.again(y)
    return m.grad(x)


def backward_twice_through_a_shared_node(m):
    a = m.leaf(1.0)
    b = a + a
    c = b + b
    m.again(c)
    c.backward()
    return m.grad(a)


def dependent_backward(m):
    x = m.leaf(2.0)
    y = x**2
    z = y**3
    m.again(y, 5.0)
    m.again(z, 7.0)
    return m.grad(x)


def multi_backward(m):
    q, x, a = m.leaf(1.0), m.leaf(2.0), m.leaf(3.0)
    q2 = q * 2
    m.again(x + q2, 5.0)
    m.again(a * 4.0 + q2, 7.0)
    return m.grad(q), m.grad(x), m.grad(a)


def duplicate_backward_root(m):
    a, b = m.leaf(2.0), m.leaf(3.0)
    x = a * b
    m.again(x, 5.0)
    m.again(x, 5.0)
    return m.grad(a), m.grad(b)


def backward_of_a_leaf(m):
    v = m.leaf(2.0)
    v.backward()
    m.again(v, 4.0)
    return m.grad(v)


def backward_of_none(m):
    x = m.leaf(3.0)
    (x * x).backward(None)
    return m.grad(x)


def grad_set_to_none(m):
    x = m.leaf(3.0)
    (x * x).backward()
    x.grad = None
    nothing = m.grad(x)
    (x * 2).backward()
    return nothing, m.grad(x)


def two_graphs_on_one_leaf(m):
    x = m.leaf(3.0)
    (x * x).backward()
    (5.0 * x).backward()
    return m.grad(x)


def a_graph_in_a_loop(m):
    w = m.leaf(1.0)
    total = 0.0
    for row in (1.0, 2.0, 3.0):
        total = total + w * row
    total.backward()
    return m.grad(w)


def unused_output(m):
    x = m.leaf(3.0)
    y = x * 4 + 2
    y.backward()
    x * x + y
    return m.grad(x)


def grad_unreachable(m):
    x, y = m.leaf(1.0), m.leaf(1.0)
    w = y * 2
    (x * 2).backward()
    return m.grad(x), m.grad(y), w.requires_grad


# ---- numbers that change, copies, what is stored ----


def data_that_changes_before(m):
    x = m.leaf(3.0)
    with m.no_grad():
        x.data += 2.0
    (x * x).backward()
    return m.grad(x)


def data_that_changes_after(m):
    x, y = m.leaf(3.0), m.leaf(4.0)
    z = x * y
    m.change(x, 100.0)
    try:
        z.backward()
    except RuntimeError:
        return "refused"
    return m.grad(x), m.grad(y)


def a_name_bound_again(m):
    x = m.leaf(3.0)
    y = x
    y = y * 2.0
    y = y + x
    y.backward()
    return m.grad(x)


def pickled(m):
    x, y = m.leaf(1.5), m.leaf(2.5, False)
    a, b = pickle.loads(pickle.dumps([x, y]))
    return a.item(), b.item(), a.requires_grad, b.requires_grad


def copied_leaf(m):
    x = m.leaf(3.0)
    twin = copy.deepcopy(x)
    (twin * twin).backward()
    return twin is x, m.grad(x), m.grad(twin)


def results_keep_their_gradients(m):
    x = m.leaf(3.0)
    h = x * 3
    out = h * h
    if hasattr(h, "retain_grad"):
        h.retain_grad()
    m.again(out)
    once = float(h.grad)
    m.again(out)
    return once, float(h.grad)


OF_PYTORCH = [
    # A rule keeps the numbers of its forward pass, so that what comes later does not count.
    ("test_inplace", data_that_changes_after, (4.0, 3.0), "refused"),
    ("test_accumulate_grad", accumulate_grad, (1.0, 2.0)),
    (
        "test_backward_twice_retained_graph_with_saved_values",
        backward_twice_with_saved_values,
        12.0,
    ),
    (
        "test_backward_twice_retained_graph_without_saved_values",
        backward_twice_through_a_shared_node,
        8.0,
    ),
    ("test_dependent_backward", dependent_backward, 2 * 2 * 5.0 + 6 * 2**5 * 7.0),
    ("test_multi_backward", multi_backward, (24.0, 5.0, 28.0)),
    ("test_duplicate_backward_root", duplicate_backward_root, (30.0, 20.0)),
    ("test_backward: of a leaf", backward_of_a_leaf, 5.0),
    ("test_backward: None is 1", backward_of_none, 6.0),
    ("test_accumulate_grad: set to None", grad_set_to_none, (None, 2.0)),
    ("test_accumulate_grad: of two graphs", two_graphs_on_one_leaf, 11.0),
    ("test_no_unnecessary_save", a_graph_in_a_loop, 6.0),
    ("test_unused_output", unused_output, 4.0),
    ("test_grad_unreachable", grad_unreachable, (2.0, None, True)),
    ("test_no_requires_grad_inplace", data_that_changes_before, 10.0),
    ("test_inplace: a name bound again", a_name_bound_again, 3.0),
    ("test_pickle", pickled, (1.5, 2.5, True, False)),
    ("test_accumulate_grad: of a copy", copied_leaf, (False, None, 6.0)),
    # A result starts again from 0 here; PyTorch adds up in what it was asked to retain.
    ("test_retain_grad", results_keep_their_gradients, (18.0, 18.0), (18.0, 36.0)),
]
