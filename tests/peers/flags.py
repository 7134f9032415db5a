"""requires_grad and detach: (test, script, what it returns, theirs)."""

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


OF_PYTORCH = [
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
]
