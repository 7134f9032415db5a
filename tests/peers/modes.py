"""no_grad, enable_grad and hooks: (test, script, what it returns, theirs)."""

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


GENERATORS = [(False, True)] * 2 + [(True, False)] * 2
OF_PYTORCH = [
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
]
