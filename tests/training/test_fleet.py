import re

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from joblib import parallel_config
from torch.nn.functional import cross_entropy, huber_loss, mse_loss

from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.draws import batches, kept_units
from conundrum.training.fit import fit
from conundrum.training.fleet import fit_fleet
from conundrum.training.fleet.blocks import BLOCK
from conundrum.training.optimisers import ADAM, SGD, RMSprop, constant

rng = np.random.default_rng(0)
X = rng.uniform(-2, 2, size=(4, 20, 2))
Y = np.sin(2 * X) + 0.2 * rng.normal(size=X.shape)
CLASSES = np.eye(2)[rng.integers(2, size=(4, 20))]
SHORT = {"steps": 1, "learning_rate": 0.1}

# Each option as a fleet of four takes it, some by themselves and all together.
OPTIONS = {
    "one width": {"widths": [(2, 9, 2)] * 4},
    "no hidden layer": {"widths": [(2, 2)] * 4},
    "two hidden layers": {"widths": [(2, 5, 3, 2), (2, 1, 7, 2), (2, 5, 3, 2), (2, 12, 2, 2)]},
    "learning rates": {"learning_rate": [0.001, 0.01, 0.03, 0.1]},
    "weight decay": {"weight_decay": [0, 0.01, 0.1, 1]},
    "dropout": {"dropout": [0, 0.2, 0.5, 0.9], "seeds": [7, 8, 9, 7]},
    "stopping times": {"stop": [0, 1, 120, 200]},
    "mini-batches": {"batch_size": 6, "seeds": 3},
    "descent": {"optimiser": SGD()},
    "momentum": {"optimiser": SGD(momentum=0.9)},
    "RMSprop": {"optimiser": RMSprop(smoothing=0.95), "learning_rate": 0.002},
    "a constant rate": {"schedule": constant},
}
OPTIONS["all"] = {name: value for option in OPTIONS.values() for name, value in option.items()} | {
    "seeds": [7, 8, 9, 7],
    "optimiser": ADAM,
}
OPTIONS["all, with momentum"] = OPTIONS["all"] | {
    "optimiser": SGD(momentum=0.5),
    "learning_rate": [0.001, 0.002, 0.005, 0.01],
}
OPTIONS["all, with RMSprop"] = OPTIONS["all"] | {
    "optimiser": RMSprop(),
    "learning_rate": [0.001, 0.002, 0.005, 0.01],
}


def networks(widths=(2, 16, 2)):
    return [ReLUNetwork(widths, seed=seed).double() for seed in range(4)]


def train_alone(
    network,
    x,
    y,
    loss,
    *,
    learning_rate=0.01,
    weight_decay=0,
    dropout=0,
    stop=200,
    batch_size=20,
    seeds=0,
    optimiser=ADAM,
    schedule=None,
):
    """Train one network as a textbook would, on its own; return the loss of each state."""
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    terms = {"lr": learning_rate, "weight_decay": weight_decay}
    if isinstance(optimiser, SGD):
        optimiser = torch.optim.SGD(network.parameters(), momentum=optimiser.momentum, **terms)
    elif isinstance(optimiser, RMSprop):
        smoothing = optimiser.smoothing
        optimiser = torch.optim.RMSprop(network.parameters(), alpha=smoothing, **terms)
    else:
        optimiser = torch.optim.Adam(network.parameters(), **terms)
    if schedule is constant:
        schedule = torch.optim.lr_scheduler.ConstantLR(optimiser, factor=1)
    else:
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=200)
    orders = batches(20, batch_size, seeds=[seeds])
    generator = torch.Generator().manual_seed(seeds)
    losses = []
    for step in range(stop + 1):
        batch = next(orders)[0] if batch_size < 20 else slice(None)
        units = x[batch]
        for layer in network.layers[:-1]:
            units = torch.relu(layer(units))
            if dropout:
                keep = kept_units(layer.out_features, batch_size, dropout, generator)
                units = units * keep.T / (1 - dropout)
        present = loss(network.layers[-1](units), y[batch])
        losses.append(present.item())
        if step < stop:
            optimiser.zero_grad()
            present.backward()
            optimiser.step()
            schedule.step()
    return losses + losses[-1:] * (200 - stop)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    ("y", "loss"),
    [(Y, mse_loss), (Y[..., :1], mse_loss), (CLASSES, cross_entropy), (Y, huber_loss)],
)
def test_each_network_is_trained_as_a_plain_loop_trains_it(option, y, loss):
    options = {"learning_rate": 0.01} | OPTIONS[option]
    widths = options.pop("widths", [(2, 16, 2), (2, 1, 2), (2, 7, 2), (2, 16, 2)])
    widths = [(*below, y.shape[2]) for *below, _ in widths]
    fleet = [ReLUNetwork(w, seed=i).double() for i, w in enumerate(widths)]
    loop = [ReLUNetwork(w, seed=i).double() for i, w in enumerate(widths)]
    history = fit_fleet(fleet, X, y, steps=200, loss=loss, **options)
    for i, network in enumerate(loop):
        own = {
            name: value[i] if isinstance(value, list) else value for name, value in options.items()
        }
        np.testing.assert_allclose(
            history.loss[i], train_alone(network, X[i], y[i], loss, **own), rtol=1e-5
        )
        for trained, expected in zip(fleet[i].parameters(), network.parameters(), strict=True):
            torch.testing.assert_close(trained, expected, rtol=1e-5, atol=1e-8)


def test_blocks_may_hold_several_networks_each(monkeypatch):
    fleet, together = networks(), networks()
    expected = fit_fleet(together, X, Y, steps=9, learning_rate=0.01)
    monkeypatch.setitem(BLOCK, "cpu", 1000)  # two networks: 20 samples of 2, 16 and 2 numbers
    history = fit_fleet(fleet, X, Y, steps=9, learning_rate=0.01)
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-12)


def test_one_table_for_all_is_the_same_as_a_copy_for_each():
    fleet, copies = networks(), networks()
    options = {"steps": 30, "learning_rate": 0.01, "batch_size": 6, "seeds": [1, 2, 3, 4]}
    history = fit_fleet(fleet, X[0], Y[0], **options)
    expected = fit_fleet(copies, np.stack([X[0]] * 4), np.stack([Y[0]] * 4), **options)
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-12)


@pytest.mark.parametrize("stop", [None, [0, 1, 17, 30]])
def test_snapshots_are_where_a_fleet_that_stops_there_ends(stop):
    fleet = networks()
    until = [30] * 4 if stop is None else stop
    history = fit_fleet(fleet, X, Y, steps=30, learning_rate=0.01, stop=stop, snapshots=(30, 0, 17))
    assert list(history.snapshots) == [0, 17, 30]
    for step, copies in history.snapshots.items():
        stopped = networks()
        fit_fleet(stopped, X, Y, steps=30, learning_rate=0.01, stop=np.minimum(step, until))
        for copy, expected in zip(copies, stopped, strict=True):
            np.testing.assert_array_equal(predict(copy, X[0]), predict(expected, X[0]))


def test_snapshots_outlast_a_fleet_that_stopped_before():
    history = fit_fleet(networks(), X, Y, steps=9, learning_rate=0.1, stop=3, snapshots=(2, 3, 8))
    two, three, eight = (
        predict(copies[0], X[0]) for copies in (history.snapshots[step] for step in (2, 3, 8))
    )
    assert not np.array_equal(two, three)
    np.testing.assert_array_equal(three, eight)


def test_blocks_make_no_difference(monkeypatch):
    fleet, one_by_one = networks(), networks()
    history = fit_fleet(fleet, X, Y, steps=30, learning_rate=0.01)
    monkeypatch.setitem(BLOCK, "cpu", 1)
    expected = fit_fleet(one_by_one, X, Y, steps=30, learning_rate=0.01)
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-12)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no accelerator")
def test_an_accelerator_does_the_same():
    options = OPTIONS["all"] | {"steps": 200, "loss": cross_entropy}
    widths = options.pop("widths")
    here = [ReLUNetwork(w, seed=i).double() for i, w in enumerate(widths)]
    there = [ReLUNetwork(w, seed=i).double().cuda() for i, w in enumerate(widths)]
    history = fit_fleet(there, X, CLASSES, **options)
    expected = fit_fleet(here, X, CLASSES, **options)
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-5)


def train_in_blocks(monkeypatch):
    monkeypatch.setitem(BLOCK, "cpu", 1)
    fleet = networks()
    history = fit_fleet(fleet, X, Y, steps=30, learning_rate=0.01)
    return np.stack([predict(network, X[0]) for network in fleet]), history.loss


@pytest.mark.slow
def test_other_processes_do_the_same(monkeypatch):
    here = train_in_blocks(monkeypatch)
    with parallel_config("loky", n_jobs=2):
        there = train_in_blocks(monkeypatch)
    for expected, got in zip(here, there, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_a_cluster_does_the_same(monkeypatch):
    distributed = pytest.importorskip("distributed")
    here = train_in_blocks(monkeypatch)
    with (
        distributed.Client(n_workers=1, processes=False, dashboard_address=None),
        parallel_config("dask"),
    ):
        there = train_in_blocks(monkeypatch)
    for expected, got in zip(here, there, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_a_bar_shows_progress_where_it_is_asked_for(capsys):
    fit_fleet(networks(), X, Y, **SHORT)
    assert capsys.readouterr() == ("", "")
    fit_fleet(networks(), X, Y, **SHORT, progress=True)
    assert "4/4" in capsys.readouterr().err


@pytest.mark.parametrize("widths", [(2, 2), (2, 16, 2), (2, 8, 8, 8, 2)])
def test_each_member_is_trained_as_if_alone(widths):
    fleet, alone = networks(widths), networks(widths)
    history = fit_fleet(fleet, X, Y, steps=200, learning_rate=0.01)
    for i, network in enumerate(alone):
        single = fit(network, X[i], Y[i], steps=200, learning_rate=0.01)
        np.testing.assert_allclose(history.loss[i], single.loss, rtol=1e-9)
        np.testing.assert_allclose(predict(fleet[i], X[i]), predict(network, X[i]), rtol=1e-7)
    assert history.diverged == {}


def test_single_precision_stays_single():
    fleet = [network.float() for network in networks()]
    fit_fleet(fleet, X, Y, steps=2, learning_rate=0.01)
    assert {p.dtype for network in fleet for p in network.parameters()} == {torch.float32}


@pytest.mark.parametrize("factor", [np.inf, 1e200])
def test_a_member_that_diverges_is_named_and_spoils_no_other(factor):
    fleet, sound = networks(), networks()
    with torch.no_grad():
        fleet[2].layers[0].weight.mul_(factor)
    options = {"steps": 50, "learning_rate": 0.01, "on_divergence": "report"}
    history = fit_fleet(fleet, X, Y, **options)
    expected = fit_fleet(sound, X, Y, **options)
    assert history.diverged == {2: 0}
    assert expected.diverged == {}
    others = [0, 1, 3]
    np.testing.assert_array_equal(history.loss[others], expected.loss[others])
    for i in others:
        np.testing.assert_array_equal(predict(fleet[i], X[i]), predict(sound[i], X[i]))


def test_a_member_that_diverges_stops_the_program():
    fleet = [network.float() for network in networks()]
    message = r"for 2 of 4 networks: network 1 after step 1, network 3 after step 1; try a smaller"
    with pytest.raises(FloatingPointError, match=message):
        fit_fleet(fleet, X, Y, steps=5, learning_rate=[0.01, 1e30, 0.01, 1e30])


def test_of_many_that_diverge_a_few_are_named():
    fleet = [ReLUNetwork((2, 3, 2), seed=seed) for seed in range(8)]
    with pytest.raises(FloatingPointError, match=r"8 of 8 .*network 4 after step 1 and 3 more;"):
        fit_fleet(fleet, X[0], Y[0], steps=5, learning_rate=1e30)


def test_a_member_that_diverges_later_says_when():
    fleet = [network.float() for network in networks()]
    history = fit_fleet(fleet, X, Y, steps=5, learning_rate=1e30, on_divergence="report")
    assert history.diverged == {0: 1, 1: 1, 2: 1, 3: 1}
    assert np.isfinite(history.loss[:, 0]).all()


def test_gradients_that_are_never_set_to_zero_are_momentum_that_never_forgets():
    fleet, loop = networks(), networks()
    fit_fleet(
        fleet, X, Y, steps=20, learning_rate=0.01, optimiser=SGD(momentum=1), schedule=constant
    )
    for i, network in enumerate(loop):
        optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
        for _ in range(20):
            mse_loss(network(torch.as_tensor(X[i])), torch.as_tensor(Y[i])).backward()
            optimiser.step()
        np.testing.assert_allclose(predict(fleet[i], X[i]), predict(network, X[i]), rtol=1e-8)


def test_training_draws_nothing():
    state = torch.get_rng_state()
    fit_fleet(networks(), X, Y, steps=2, learning_rate=0.01)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("odd", [(2, 16, 16, 2), (3, 16, 2), (2, 16, 1)])
def test_members_differ_in_hidden_widths_only(odd):
    expected = r"must have the same layers, .* at index 0 and .* at index 4"
    with pytest.raises(ValueError, match=expected):
        fit_fleet([*networks(), ReLUNetwork(odd, seed=0).double()], X, Y, **SHORT)


def test_members_share_precision():
    with pytest.raises(ValueError, match=r"same .* precision .*float64.* and .*float32.* index 1"):
        fit_fleet([networks()[0], networks()[1].float()], X, Y, **SHORT)


def test_an_empty_fleet_is_refused():
    with pytest.raises(ValueError, match=r"networks must hold at least one network, got \[\]"):
        fit_fleet([], X, Y, steps=1, learning_rate=0.1)


@given(st.integers(2, 4), st.integers(2, 4))
def test_tables_are_one_for_all_or_one_for_each(members, tables):
    assume(members != tables)
    for name in "xy":
        data = {"x": X[0], "y": Y[0], name: {"x": X, "y": Y}[name][:tables]}
        expected = f"{name} must have one table .* for each of {members} networks, got {tables}"
        with pytest.raises(ValueError, match=expected):
            fit_fleet(networks()[:members], **data, **SHORT)


@given(st.integers(1, 9), st.integers(1, 9))
def test_samples_of_inputs_and_targets_must_be_as_many(n, m):
    assume(n != m)
    with pytest.raises(ValueError, match=f"x and y .* same length, got x: {n}, y: {m}"):
        fit_fleet(networks(), X[:, :n], Y[:, :m], steps=1, learning_rate=0.1)


def test_targets_must_have_a_column_for_each_output():
    with pytest.raises(ValueError, match=r"y must have 2 column\(s\), .* got \(20, 1\)"):
        fit_fleet(networks(), X, Y[:, :, :1], steps=1, learning_rate=0.1)


@pytest.mark.parametrize("name", ["x", "y"])
def test_inputs_and_targets_are_tables(name):
    flat = {"x": X, "y": Y, name: X[0, 0]}
    with pytest.raises(ValueError, match=rf"{name} must have 2 or 3 dim.*, got shape \(2,\)"):
        fit_fleet(networks(), **flat, **SHORT)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["x", "y"])
def test_inputs_and_targets_are_finite(name, bad):
    spoilt = {"x": X, "y": Y, name: X.copy()}
    spoilt[name][3, 7, 1] = bad
    with pytest.raises(ValueError, match=rf"{name} must be finite, got {bad} at index \(3, 7, 1\)"):
        fit_fleet(networks(), **spoilt, **SHORT)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("learning_rate", [0.1, 0.1, 0.0, 0.1], "must be above zero, got 0.0 for network 2"),
        ("learning_rate", [0.1, 0.1], "must be one number or one for each of 4 networks, got 2"),
        ("weight_decay", -0.5, "must be zero or more, got -0.5 for network 0"),
        ("dropout", [0, 0, 0, 1], "must be from 0 to below 1, got 1.0 for network 3"),
        ("dropout", -0.1, "must be from 0 to below 1, got -0.1 for network 0"),
        ("dropout", [0.5, np.nan, 0, 0], r"must be finite, got nan at index \(1,\)"),
        ("dropout", 0.5, "^seeds must be given for mini-batches and dropout, got None"),
        ("batch_size", 5, "^seeds must be given for mini-batches and dropout, got None"),
        ("batch_size", 21, "must be at most the 20 samples, got 21"),
        ("batch_size", 0, "must be at least 1, got 0"),
        ("seeds", [1, 2, 3], "must be one number or one for each of 4 networks, got 3"),
        (
            "seeds",
            [1, 2, 3, -4],
            r"must be integers from 0 to below 2\*\*53, got -4.0 for network 3",
        ),
        ("seeds", 1.5, "must be integers from 0 .*, got 1.5 for network 0"),
        ("seeds", 2**60, "must be integers from 0 .*, got 1.15.* for network 0"),
        ("stop", [0, 1, 2, 3], "must be a number of steps from 0 to 1, got 2.0 for network 2"),
        ("snapshots", [0, 2], "must be steps from 0 to 1, got 2"),
        ("snapshots", [-1], "must be at least 0, got -1"),
        ("on_divergence", "ignore", 'must be "raise" or "report", got \'ignore\''),
        ("stop", 0.5, "must be a number of steps from 0 to 1, got 0.5 for network 0"),
    ],
)
def test_options_out_of_range_are_refused(option, value, message):
    expected = message if message.startswith("^") else f"^{option} {message}"
    with pytest.raises(ValueError, match=expected):
        fit_fleet(networks(), X, Y, **SHORT | {option: value})


def test_optimisers_say_what_they_allow():
    with pytest.raises(ValueError, match=r"momentum must be from 0 to 1, got 1\.1"):
        SGD(momentum=1.1)
    with pytest.raises(ValueError, match=r"smoothing must be from 0 to below 1, got 1"):
        RMSprop(smoothing=1)


@pytest.mark.parametrize("wrong", [np.ones((20, 2)), np.full((20, 2), [1.5, -0.5])])
def test_classes_have_probabilities(wrong):
    with pytest.raises(ValueError, match=r"y must hold probabilities of classes, .*, got totals"):
        fit_fleet(networks(), X[0], wrong, **SHORT, loss=cross_entropy)


@given(st.integers(max_value=0), st.floats(max_value=0) | st.just(np.nan))
def test_steps_and_the_learning_rate_are_positive(steps, rate):
    with pytest.raises(ValueError, match=f"steps must be at least 1, got {steps}"):
        fit_fleet(networks(), X, Y, steps=steps, learning_rate=0.1)
    with pytest.raises(ValueError, match=f"learning_rate must be .*, got {re.escape(str(rate))}"):
        fit_fleet(networks(), X, Y, steps=1, learning_rate=rate)
