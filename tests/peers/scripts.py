"""Lines that call `backward` and look at what is left: (where from, script, what it returns).

`m` is this engine or PyTorch, by the names of `tests.peers.ours`. Where PyTorch shows something
else the row says what, and why stands beside it.
"""

import copy
import pickle

from tests.peers import MICROGRAD, MINITORCH, PYTORCH, Script

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


# ---- requires_grad ----


def requires_grad(m):
    x, y, z = m.leaf(1.0, False), m.leaf(2.0, False), m.leaf(3.0)
    a = x + y
    b = a + z
    b.backward()
    return a.requires_grad, b.requires_grad, m.grad(x), m.grad(z)


def requires_grad_in_place(m):
    x, y = m.leaf(1.0, False), m.leaf(2.0)
    seen = [x is x.requires_grad_(), x.requires_grad, y is y.requires_grad_(True)]
    z = x * y
    seen += [z is z.requires_grad_(), z is z.requires_grad_(True), z.requires_grad]
    return [*seen, x is x.requires_grad_(False), x.requires_grad]


def requires_grad_of_a_sum_in_place(m):
    a, b = m.leaf(1.0, False), m.leaf(2.0)
    a += b
    return a.requires_grad, a.is_leaf


def frozen_between_two_backwards(m):
    w, x = m.leaf(2.0), m.leaf(3.0)
    (w * x).backward()
    w.requires_grad_(False)
    (w * x).backward()
    return m.grad(w), m.grad(x)


def constants_of_python_and_leaves(m):
    x = m.leaf(2.0)
    y = 3 * x - 1
    y.backward()
    return y.is_leaf, x.is_leaf, m.grad(x)


def chain_rule_of_constants(m):
    constant, variable = m.leaf(3.0, False), m.leaf(4.0)
    m.again(constant + variable + 10, 5.0)
    return m.grad(constant), m.grad(variable)


# ---- detach ----


def detach(m):
    x = m.leaf(3.0)
    y = (x * 2).detach()
    z = x + y
    z.backward()
    return y.requires_grad, (y * 4 + 2).requires_grad, y.is_leaf, m.grad(x)


def detach_in_place(m):
    x, y = m.leaf(3.0), m.leaf(5.0)
    a = x * 2
    m.again(y + a)
    a.detach_()
    (y + a).backward()
    return a.requires_grad, a.is_leaf, m.grad(x), m.grad(y)


def detach_in_place_of_what_was_used_before(m):
    x = m.leaf(3.0)
    a = x * 2
    b = a * 5
    a.detach_()
    if b.requires_grad:
        b.backward()
    return m.grad(x)


def detach_a_leaf_in_place(m):
    x = m.leaf(3.0)
    return x.detach_() is x, x.requires_grad, x.is_leaf


def detached_twice(m):
    x = m.leaf(3.0)
    return x.detach().detach().requires_grad, x.requires_grad


def stop_of_a_gradient(m):
    x = m.leaf(3.0)
    (x * x.detach()).backward()
    return m.grad(x)


# ---- no_grad and enable_grad ----


def no_grad(m):
    x = m.leaf(1.0)
    with m.no_grad():
        w = x + 4.0
        leaf = m.leaf(2.0)
    return w.requires_grad, w.is_leaf, leaf.requires_grad, (x + 4.0).requires_grad


def no_grad_as_a_decorator(m):
    @m.no_grad()
    def adder(x, y):
        return x + y

    @m.no_grad
    def bare(x, y):
        return x + y

    x, y = m.leaf(1.0), m.leaf(2.0)
    with m.no_grad():
        inside = adder(x, y), m.records()
    return [v.requires_grad for v in (adder(x, y), bare(x, y), inside[0])], inside[1], m.records()


def set_grad_generator_functions(m):
    def numbers():
        for _ in range(2):
            yield m.records()

    seen = []
    with m.enable_grad():
        for inside in m.no_grad()(numbers)():
            seen.append((inside, m.records()))
    with m.no_grad():
        for inside in m.enable_grad()(numbers)():
            seen.append((inside, m.records()))
    return seen


def set_grad_coroutines(m):
    def echo():
        got = yield m.records()
        while got is not None:
            got = yield got, m.records()

    talk = m.no_grad()(echo)()
    return next(talk), talk.send("a"), m.records(), talk.send("b"), m.records()


def set_grad_coroutines_benign_exceptions(m):
    def counting():
        for i in range(3):
            try:
                yield i
            except KeyError:
                yield "caught", m.records()

    steps = m.no_grad()(counting)()
    return next(steps), steps.throw(KeyError()), m.records()


def set_grad_coroutines_exit(m):
    seen = []

    def endless():
        try:
            while True:
                yield
        except GeneratorExit:
            seen.append(m.records())
            raise

    steps = m.no_grad()(endless)()
    next(steps)
    steps.close()
    return seen, m.records()


def set_grad_generator_functions_recursive(m):
    seen = []

    def on(depth):
        seen.append(m.records())
        if depth:
            m.no_grad()(off)(depth - 1)
            seen.append(m.records())

    def off(depth):
        seen.append(m.records())
        if depth:
            m.enable_grad()(on)(depth - 1)
            seen.append(m.records())

    m.enable_grad()(on)(2)
    return seen, m.records()


def one_object_nested(m):
    block = m.no_grad()
    with m.enable_grad():  # which gives back what PyTorch would leave off
        with block:
            with block:
                pass
            inside = m.records()
        return inside, m.records()


def interleaved_blocks(m):
    def rows():
        with m.no_grad():
            yield

    first, second = rows(), rows()
    with m.enable_grad():  # which gives back what PyTorch would leave off
        next(first)
        next(second)
        next(first, None)
        next(second, None)
        return m.records()


def update_under_no_grad(m):
    w = m.leaf(2.0)
    (w * w).backward()
    with m.no_grad():
        w.data -= 0.25 * m.grad(w)
    (w * w).backward()
    return w.is_leaf, w.requires_grad, w.item(), m.grad(w)


def backward_inside_no_grad(m):
    x = m.leaf(3.0)
    y = x * x
    with m.no_grad():
        y.backward()
    return m.grad(x)


# ---- hooks ----


def hooks(m):
    seen = []
    x, y = m.leaf(1.0), m.leaf(4.0)
    z = x**2 + x * 2 + x * y + y
    first = z.register_hook(lambda g: seen.append(("first", float(g))))
    m.again(z)
    z.register_hook(lambda g: seen.append(("second", float(g))))
    m.again(z, 2.0)
    first.remove()
    m.again(z)
    return seen


def hooks_on_the_way(m):
    seen = []
    x = m.leaf(3.0)
    y = x * x
    for name, node in (("x", x), ("y", y)):
        node.register_hook(lambda g, name=name: seen.append((name, float(g))))
    (y + y * y).backward()
    return seen


def hook_on_a_leaf_that_has_a_gradient(m):
    seen = []
    x = m.leaf(3.0)
    x.register_hook(lambda g: seen.append(float(g)))
    for _ in range(2):
        (x * x + x).backward()
    return seen, m.grad(x)


def return_leaf(m):
    seen = []
    x, y = m.leaf(3.0), m.leaf(5.0)
    q = x * 1.0
    q.register_hook(lambda g: seen.append(float(g)))
    (q + (x + y) + x).backward()
    return seen, m.grad(x), m.grad(y)


# ---- numbers that change, copies, what is stored ----


def data_that_changes_before(m):
    x = m.leaf(3.0)
    with m.no_grad():
        x.data += 2.0
    (x * x).backward()
    return m.grad(x)


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


GENERATORS = [(False, True)] * 2 + [(True, False)] * 2
OF_PYTORCH = [
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
    ("test_requires_grad", requires_grad, (False, True, None, 1.0)),
    ("test_requires_grad_", requires_grad_in_place, [True] * 7 + [False]),
    ("test_requires_grad_inplace", requires_grad_of_a_sum_in_place, (True, False)),
    ("test_requires_grad_: frozen later", frozen_between_two_backwards, (3.0, 4.0)),
    ("test_next_functions", constants_of_python_and_leaves, (False, True, 3.0)),
    ("test_detach", detach, (False, False, True, 1.0)),
    ("test_detach: in place", detach_in_place, (False, True, 2.0, 2.0)),
    # A node is one object here: what was computed from it sees the cut as well.
    ("test_detach: in place, used before", detach_in_place_of_what_was_used_before, None, 10.0),
    ("test_detach: a leaf in place", detach_a_leaf_in_place, (True, False, True)),
    ("test_detach: twice", detached_twice, (False, True)),
    ("test_detach: a factor", stop_of_a_gradient, 3.0),
    ("test_no_grad", no_grad, (False, True, True, True)),
    ("test_no_grad: decorators", no_grad_as_a_decorator, ([False] * 3, False, True)),
    ("test_no_grad_input", backward_inside_no_grad, 6.0),
    ("test_no_grad_assignment", update_under_no_grad, (True, True, 1.0, 6.0)),
    ("test_set_grad_generator_functions", set_grad_generator_functions, GENERATORS),
    (
        "test_set_grad_generator_functions_recursive",
        set_grad_generator_functions_recursive,
        ([True, False, True, False, True], True),
    ),
    (
        "test_set_grad_coroutines",
        set_grad_coroutines,
        (False, ("a", False), True, ("b", False), True),
    ),
    (
        "test_set_grad_coroutines_benign_exceptions",
        set_grad_coroutines_benign_exceptions,
        (0, ("caught", False), True),
    ),
    ("test_set_grad_coroutines_exit", set_grad_coroutines_exit, ([False], True)),
    # PyTorch's object remembers one mode to go back to, and ends with recording off.
    ("test_no_grad: one object nested", one_object_nested, (False, True), (False, False)),
    ("test_no_grad: interleaved blocks", interleaved_blocks, True, False),
    (
        "test_hooks",
        hooks,
        [("first", 1.0), ("first", 2.0), ("second", 2.0), ("second", 1.0)],
    ),
    ("test_hooks: on the way", hooks_on_the_way, [("y", 19.0), ("x", 114.0)]),
    ("test_hooks: of a leaf", hook_on_a_leaf_that_has_a_gradient, ([7.0, 7.0], 14.0)),
    ("test_return_leaf", return_leaf, ([1.0], 3.0, 1.0)),
    ("test_no_requires_grad_inplace", data_that_changes_before, 10.0),
    ("test_inplace: a name bound again", a_name_bound_again, 3.0),
    ("test_pickle", pickled, (1.5, 2.5, True, False)),
    ("test_accumulate_grad: of a copy", copied_leaf, (False, None, 6.0)),
    # A result starts again from 0 here; PyTorch adds up in what it was asked to retain.
    ("test_retain_grad", results_keep_their_gradients, (18.0, 18.0), (18.0, 36.0)),
]
SCRIPTS = [
    *(Script(PYTORCH, f"test_autograd.py {test}", *row) for test, *row in OF_PYTORCH),
    Script(MINITORCH, "test_autodiff.py test_chain_rule2", chain_rule_of_constants, (None, 5.0)),
    Script(MICROGRAD, "test_engine.py test_more_ops: +=", a_name_bound_again, 3.0),
]
