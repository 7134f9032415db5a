"""Which nodes fold into which box, and that the folded graph tells nothing that is not so."""

import math

import pytest

from engine import Value, softplus, tanh, topological_order
from nn import MLP, Layer, Module, Neuron, cross_entropy, hinge, mse
from viz.graph.folding import Group, fold
from viz.graph.ownership import by_parameter, owners
from viz.graph.paths import ordinal_of


def inputs(n=2, sample=""):
    return [Value(0.5 - i, f"x{i}{sample}") for i in range(n)]


def folded(root, model, level):
    return fold(topological_order(root), by_parameter(model.named_parameters()), level)


def groups(folding):
    return [box for box in folding.boxes if isinstance(box, Group)]


def names(folding):
    return [(group.name, group.turn, group.turns) for group in groups(folding)]


def run(model, x):
    """Run a network; return its scores, and of each neuron and layer all nodes and the outputs."""
    seen, own = set(x), {}
    for i, layer in enumerate(model.layers):
        x = layer(x)
        for j, output in enumerate(x):
            nodes = set(topological_order(output)) - seen
            seen |= nodes
            own[f"layers.{i}.neurons.{j}"] = nodes, [output]
        neurons = [own[f"layers.{i}.neurons.{j}"][0] for j in range(len(x))]
        own[f"layers.{i}"] = set().union(*neurons), x
    return x, own


def of_level(own, level):
    return {name: what for name, what in own.items() if ("neurons" in name) == (level == "neuron")}


both_levels = pytest.mark.parametrize("level", ["neuron", "layer"])


# What belongs together.


@both_levels
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "softplus", "linear"])
@pytest.mark.parametrize("shape", [(2, [3, 1]), (1, [1]), (1, [1, 1]), (3, [4, 4, 2])], ids=str)
@pytest.mark.parametrize("output", ["linear", "tanh"])
def test_a_group_has_all_that_is_the_neurons_or_layers_own(level, activation, shape, output):
    model = MLP(*shape, activation, output, seed=1)
    scores, own = run(model, inputs(shape[0]))
    found = groups(folded(mse(scores, [0.5] * len(scores)), model, level))
    expected = of_level(own, level)
    assert {group.name: set(group.members) for group in found} == {
        name: nodes for name, (nodes, _) in expected.items()
    }
    assert [list(group.outputs) for group in found] == [out for _, out in expected.values()]
    parameters = [parameter for group in found for parameter in group.parameters]
    assert set(parameters) == set(model.parameters())
    assert len(parameters) == len(model.parameters())


def test_members_are_in_topological_order():
    model = MLP(2, [3, 1], seed=1)
    root = model(inputs())
    order = {node: i for i, node in enumerate(topological_order(root))}
    for group in groups(folded(root, model, "layer")):
        places = [order[member] for member in group.members]
        assert places == sorted(places)


@both_levels
def test_inputs_and_loss_stay_outside(level):
    model = MLP(2, [3, 1], seed=1)
    x = inputs()
    score = model(x)
    root = hinge(score, 1)
    outside = [box for box in folded(root, model, level).boxes if isinstance(box, Value)]
    loss = set(topological_order(root)) - set(topological_order(score))
    assert set(outside) == {*x, *loss}


def test_plain_numbers_are_inside_and_a_constant_that_several_read_is_not():
    model = MLP(2, [2], seed=1)
    shared = Value(2.0, requires_grad=False)
    first, second = model([0.5, shared])
    root = first * second
    folding = folded(root, model, "neuron")
    assert [box for box in folding.boxes if isinstance(box, Value)] == [shared, root]
    assert [sum(m.data == 0.5 for m in group.members) for group in groups(folding)] == [1, 1]


def test_iris_has_19_neurons_3_layers_and_the_loss():
    model = MLP(4, [8, 8, 3], seed=1)
    x = inputs(4)
    scores = model(x)
    root = cross_entropy(scores, 1)
    loss = set(topological_order(root)) - {
        node for score in scores for node in topological_order(score)
    }
    by_neuron, by_layer = (folded(root, model, level) for level in ("neuron", "layer"))
    assert len(groups(by_neuron)) == 19
    assert [len(group.outputs) for group in groups(by_layer)] == [8, 8, 3]
    assert len(by_neuron.boxes) == 19 + 4 + len(loss)
    assert by_layer.edges[groups(by_layer)[0], groups(by_layer)[1]] == 64


def dot(w, x, b):
    return tanh(sum((p * q for p, q in zip(w, x, strict=True)), b))


class Matrix(Module):
    """Layers as many beginners write them: a list of rows, and a list of biases."""

    def __init__(self):
        self.layers = [MatrixLayer(2, 3), MatrixLayer(3, 1)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x[0]


class MatrixLayer(Module):
    def __init__(self, nin, nout):
        self.w = [[Value(0.1 * (i + j + 1)) for i in range(nin)] for j in range(nout)]
        self.b = [Value(0.0) for _ in range(nout)]

    def __call__(self, x):
        return [dot(w, x, b) for w, b in zip(self.w, self.b, strict=True)]


class Summed(Module):
    """A neuron that leaves the start to sum(...) and adds the bias last."""

    def __init__(self):
        self.unit = Neuron(2)

    def __call__(self, x):
        return (sum(w * p for w, p in zip(self.unit.w, x, strict=True)) + self.unit.b).tanh()


def test_layers_written_with_matrices_fold_by_layer():
    model = Matrix()
    found = groups(folded(model(inputs()), model, "layer"))
    assert [(g.name, len(g.parameters), len(g.outputs)) for g in found] == [
        ("layers.0", 9, 3),
        ("layers.1", 4, 1),
    ]


def test_a_neuron_may_begin_with_sums_own_0():
    model = Summed()
    root = model(inputs())
    (group,) = groups(folded(root, model, "neuron"))
    assert set(group.members) == set(topological_order(root)) - {
        leaf for leaf in topological_order(root) if leaf.label[:1] == "x"
    }


OWNERS = [
    ("layers.0.neurons.2.w1", "layers.0.neurons.2", "layers.0"),
    ("nets.1.layers.0.neurons.2.b", "nets.1.layers.0.neurons.2", "nets.1.layers.0"),
    ("neurons.2.b", "neurons.2", "neurons"),
    ("encoder.head.w0", "encoder.head", "encoder"),
    ("head.w0", "head", "head"),
    ("dense.w.2.5", "dense.w.2", "dense"),
    ("dense.b2", "dense", "dense"),
    ("scale", "", ""),
]


def test_owners_are_the_path_before_the_last_dot_and_the_level_above():
    parameters = {Value(0.0): name for name, *_ in OWNERS}
    assert list(owners(parameters, "neuron").values()) == [neuron for _, neuron, _ in OWNERS]
    assert list(owners(parameters, "layer").values()) == [layer for *_, layer in OWNERS]


@pytest.mark.parametrize(
    ("neuron", "ordinal"),
    [
        ("layers.0.neurons.2", "2"),
        ("neurons.12", "12"),
        ("layers.0", ""),
        ("neurons.first", ""),
        ("layers.0.neurons.2.gate", ""),
        ("", ""),
    ],
)
def test_a_neuron_of_a_layer_has_a_number(neuron, ordinal):
    assert ordinal_of(neuron) == ordinal


# A neuron that is applied more than once.


@both_levels
def test_each_sample_has_boxes_of_its_own_which_share_the_parameters(level):
    model = MLP(2, [3, 1], seed=1)
    x = inputs(sample="a"), inputs(sample="b")
    (one,), own_one = run(model, x[0])
    (other,), own_other = run(model, x[1])
    folding = folded(hinge(one, 1) + hinge(other, -1), model, level)
    for own, turn in ((own_one, 1), (own_other, 2)):
        for name, (_, outputs) in of_level(own, level).items():
            (group,) = (g for g in groups(folding) if (g.name, g.turn) == (name, turn))
            assert list(group.outputs) == outputs
            assert group.turns == 2
            assert set(group.parameters) <= set(group.members)
            assert not set(group.members) & {*x[0], *x[1]}


class Recurrent(Module):
    """The same layer at every step, fed with its own outputs."""

    def __init__(self, size):
        self.cell = Layer(size + 1, size)

    def __call__(self, xs):
        state = [0.0] * len(self.cell.neurons)
        for x in xs:
            state = self.cell([x, *state])
        return sum(state[1:], state[0])


@both_levels
def test_a_layer_that_reads_its_own_outputs_is_a_box_for_each_step(level):
    model = Recurrent(2)
    folding = folded(model(inputs(3)), model, level)
    paths = ["cell"] if level == "layer" else ["cell.neurons.0", "cell.neurons.1"]
    assert sorted(names(folding)) == [(path, turn, 3) for path in paths for turn in (1, 2, 3)]
    if level == "layer":
        assert [len(group.outputs) for group in groups(folding)] == [2, 2, 2]


class Tied(Module):
    """One neuron behind two names, as in an encoder and a decoder with tied weights."""

    def __init__(self):
        self.encoder = Neuron(1)
        self.decoder = self.encoder

    def __call__(self, x):
        return self.decoder([softplus(self.encoder(x))])


def test_a_shared_module_goes_by_its_first_name():
    model = Tied()
    assert names(folded(model(inputs(1)), model, "neuron")) == [
        ("encoder", 1, 2),
        ("encoder", 2, 2),
    ]


# Cycles.


class Echo(Module):
    """A neuron that reads its own sum, through a function that is not its own."""

    def __init__(self):
        self.unit = Neuron(2)

    def __call__(self, x):
        (w0, w1), b = self.unit.w, self.unit.b
        total = b + w0 * x[0]
        return total + w1 * softplus(total - 1.0)


class Chained(Module):
    """A layer in which the second neuron reads the first."""

    def __init__(self):
        self.side = Layer(2, 2)

    def __call__(self, x):
        first, second = self.side.neurons
        return second([x[1], softplus(first(x) - 1.0)])


class Both(Module):
    """A layer with a neuron that is a cycle of its own."""

    def __init__(self):
        self.block = Echo()
        self.layer = Layer(1, 2)

    def __call__(self, x):
        one, two = self.layer([self.block(x)])
        return one * two


class Penalized(Module):
    """A neuron and what else reads its weights and its partial sums."""

    def __init__(self):
        self.unit = Neuron(2)

    def __call__(self, x):
        (w0, w1), b = self.unit.w, self.unit.b
        partial = b + w0 * x[0]
        return (partial + w1 * x[1]) * 3.0 + w0**2 + partial * 2.0


@pytest.mark.parametrize(
    ("model", "level", "expected"),
    [
        (Echo(), "neuron", []),
        (Chained(), "neuron", [("side.neurons.0", 1, 1), ("side.neurons.1", 1, 1)]),
        (Chained(), "layer", [("side", 1, 2), ("side", 2, 2)]),
        (Both(), "layer", [("layer", 1, 1)]),
    ],
    ids=["neuron", "no cycle", "layer", "neuron in layers"],
)
def test_what_would_be_a_cycle_is_split_or_stays_unfolded(model, level, expected):
    assert names(folded(model(inputs()), model, level)) == expected


# Nothing lost, nothing added.


def two_samples(model):
    return hinge(model(inputs(sample="a")), 1) + hinge(model(inputs(sample="b")), -1)


def graphs():
    for level in ("neuron", "layer"):
        for model, root in (
            (mlp := MLP(2, [3, 2, 1], seed=1), hinge(mlp(inputs()), 1)),
            (mlp := MLP(2, [3, 1], "relu", seed=1), two_samples(mlp)),
            (mlp := MLP(2, [3, 3], seed=1), cross_entropy(mlp(inputs()), 1)),
            *((model, model(inputs())) for model in (Echo(), Chained(), Both(), Penalized())),
            (cell := Recurrent(2), cell(inputs(3))),
            (matrix := Matrix(), matrix(inputs())),
            (tied := Tied(), tied(inputs(1))),
        ):
            try:
                folding = folded(root, model, level)
            except ValueError:  # a model without layers
                continue
            yield pytest.param(root, folding, id=f"{type(model).__name__} {level}")


every_graph = pytest.mark.parametrize(("root", "folding"), list(graphs()))


def reachable(boxes, edges):
    """Return all pairs (a, b) with a path from a to b; boxes: tails before heads."""
    above = {box: set() for box in boxes}
    for box in boxes:
        for tail in [tail for tail, head in edges if head is box]:
            above[box] |= above[tail] | {tail}
    return {(tail, head) for head, tails in above.items() for tail in tails}


def original(root):
    nodes = topological_order(root)
    return reachable(nodes, [(o, node) for node in nodes for o in node.operands])


def inside(folding):
    """Return the nodes of each box."""
    return {box: box.members if isinstance(box, Group) else [box] for box in folding.boxes}


@every_graph
def test_tails_come_before_heads_and_the_root_comes_last(root, folding):
    place = {box: i for i, box in enumerate(folding.boxes)}
    assert all(place[tail] < place[head] for tail, head in folding.edges)
    assert folding.box_of[root] is folding.boxes[-1]
    assert isinstance(folding.boxes[-1], Value) or root in folding.boxes[-1].outputs


@every_graph
def test_every_node_is_in_a_box_and_every_computed_one_in_one(root, folding):
    where = {node: [] for node in topological_order(root)}
    for box, nodes in inside(folding).items():
        for node in nodes:
            where[node].append(box)
    for node, boxes in where.items():
        assert folding.box_of[node] in boxes
        assert len(boxes) == 1 or (node.is_leaf and all(isinstance(b, Group) for b in boxes))


@every_graph
def test_boxes_depend_on_each_other_as_their_nodes_do(root, folding):
    pairs = original(root)
    nodes = {
        box: [node for node in members if node is box or not node.is_leaf]
        for box, members in inside(folding).items()
    }
    expected = {
        (a, b)
        for a, us in nodes.items()
        for b, vs in nodes.items()
        if a is not b and any((u, v) in pairs for u in us for v in vs)
    }
    found = reachable(folding.boxes, folding.edges)
    assert found >= expected
    # A box with several outputs joins the paths that meet in it.
    if all(len(group.outputs) == 1 for group in groups(folding)):
        assert found == expected


@every_graph
def test_an_edge_counts_the_operands_that_cross_and_they_are_outputs(root, folding):
    for head, nodes in inside(folding).items():
        crossing = [o for node in nodes for o in node.operands if o not in nodes]
        counts = [count for (_, h), count in folding.edges.items() if h is head]
        assert sum(counts) == len(crossing)
        for operand in crossing:
            tail = folding.box_of[operand]
            assert tail is operand or operand in tail.outputs


def test_a_parameter_that_something_else_reads_stays_outside_and_still_counts():
    model = Penalized()
    folding = folded(model(inputs()), model, "neuron")
    (group,) = groups(folding)
    w0, w1 = model.unit.w
    assert folding.box_of[w0] is w0
    assert folding.box_of[w1] is group
    assert set(group.parameters) == {w0, w1, model.unit.b}
    assert folding.edges[w0, group] == 1


def test_a_partial_sum_that_something_else_reads_is_an_output_too():
    model = Penalized()
    (group,) = groups(folded(model(inputs()), model, "neuron"))
    assert [len(node.operands) for node in group.outputs] == [2, 2]


def test_a_chain_of_1000_steps_folds_without_recursion():
    model = Tied()
    x = inputs(1)[0]
    for _ in range(1000):
        x = model.encoder([x])
    assert len(groups(folded(x, model, "neuron"))) == 1000


# The size of the gradient.


def test_the_gradient_is_the_norm_of_the_parameters_gradients_once_there_are_any():
    model = MLP(2, [3, 1], seed=1)
    root = hinge(model(inputs()), 1)
    folding = folded(root, model, "neuron")
    assert [group.gradient for group in groups(folding)] == [None] * 4
    root.backward()
    for group in groups(folding):
        squares = sum(parameter.grad**2 for parameter in group.parameters)
        assert group.gradient == pytest.approx(math.sqrt(squares), rel=1e-15)
        assert group.gradient > 0


def test_frozen_parameters_have_no_part_in_it():
    model = MLP(2, [1], seed=1)
    model.layers[0].neurons[0].b.requires_grad_(False)
    root = model(inputs())
    (group,) = groups(folded(root, model, "neuron"))
    root.backward()
    assert group.gradient == math.hypot(0.5, -0.5)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    assert not group.requires_grad
    assert group.gradient is None


def test_a_gradient_that_is_known_in_part_is_not_known():
    model = MLP(2, [1], seed=1)
    root = model(inputs())
    root.backward()
    model.layers[0].neurons[0].b.forget_grad()
    (group,) = groups(folded(root, model, "neuron"))
    assert group.gradient is None


# Errors.


@pytest.mark.parametrize(
    ("level", "prefix", "example"),
    [("neuron", "", "neuron.w0"), ("layer", "", "layer.neurons.0.w0"), ("layer", "unit.", "layer")],
)
def test_names_without_the_level_are_an_error_that_shows_a_name_with_it(level, prefix, example):
    neuron = Neuron(2)
    given = {parameter: prefix + name for name, parameter in neuron.named_parameters()}
    with pytest.raises(ValueError, match=f"given '{level}' and names .*{prefix}w0.*{example}"):
        fold(topological_order(neuron(inputs())), given, level)


def test_the_names_of_another_model_are_an_error():
    with pytest.raises(ValueError, match="9 parameters, of which the graph holds none"):
        folded(MLP(2, [2, 1])(inputs()), MLP(2, [2, 1]), "neuron")
