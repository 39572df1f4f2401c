import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
)

from conundrum.models.convnets import ConvNet, GlobalAverage, linear_network, predict_images
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.minibatches import fit_batches, one_cycle

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 2))
NUMBERS = X @ [[1.0, 0.5], [-2.0, 1.0]] + 0.5
LABELS = (X[:, 0] + 0.3 * rng.normal(size=40) > 0).astype(int)
PIXELS = rng.random((20, 1, 8, 8))
BRIGHT = (PIXELS[:, :, 4:].mean((1, 2, 3)) > 0.5).astype(int)


def model(seed=1, outputs=2):
    return ReLUNetwork((2, outputs), seed=seed).double()


def train(network, x=X, y=NUMBERS, loss=mse_loss, **options):
    options = {"epochs": 5, "batch_size": 8, "learning_rate": 0.01, "seed": 3} | options
    return fit_batches(network, x, y, loss=loss, **options)


def test_one_step_an_epoch_is_adamw_on_all_samples():
    network, twin = model(), model()
    history = train(network, batch_size=100, weight_decay=0.1)
    optimiser = torch.optim.AdamW(twin.parameters(), weight_decay=0.1)
    for epoch in range(5):
        optimiser.param_groups[0]["lr"] = 0.01 * one_cycle((epoch + 0.5) / 5)
        loss = mse_loss(twin(torch.as_tensor(X)), torch.as_tensor(NUMBERS))
        assert history.loss[epoch] == pytest.approx(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    np.testing.assert_allclose(predict(network, X), predict(twin, X), rtol=1e-10)


def test_the_rate_rises_for_a_quarter_and_falls():
    shares = [one_cycle(progress) for progress in np.linspace(0, 1, 101)]
    assert shares[0] == shares[-1] == 0
    assert shares[25] == 1
    assert (np.diff(shares[:26]) > 0).all()
    assert (np.diff(shares[25:]) < 0).all()


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        (mse_loss, NUMBERS),
        (cross_entropy, LABELS),
        (binary_cross_entropy_with_logits, np.column_stack([LABELS, 1 - LABELS])),
    ],
)
def test_each_loss_finds_what_gradient_descent_on_all_samples_finds(loss, targets):
    network, twin = model(), model()
    train(network, y=targets, loss=loss, epochs=300, learning_rate=0.3)
    y = torch.as_tensor(targets, dtype=torch.long if loss is cross_entropy else torch.double)
    optimiser = torch.optim.LBFGS(twin.parameters(), max_iter=200)

    def closure():
        optimiser.zero_grad()
        value = loss(twin(torch.as_tensor(X)), y)
        value.backward()
        return value

    optimiser.step(closure)
    least = loss(twin(torch.as_tensor(X)), y).item()
    reached = loss(torch.as_tensor(predict(network, X)), y).item()
    assert reached == pytest.approx(least, abs=0.003)


def test_training_depends_on_the_arguments_alone():
    networks = [ConvNet((1, 8, 8), (4, 4), GlobalAverage(), 2, seed=1) for _ in range(3)]
    options = {"y": BRIGHT, "loss": cross_entropy, "augment": noise}
    torch.manual_seed(5)
    before = torch.get_rng_state()
    one, same, other = (
        train(network, PIXELS, seed=seed, **options)
        for network, seed in zip(networks, (3, 3, 4), strict=True)
    )
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(one.loss, same.loss)
    assert (one.loss != other.loss).any()
    np.testing.assert_array_equal(*(predict_images(network, PIXELS) for network in networks[:2]))


def noise(batch, generator):
    return batch + 0.1 * torch.randn(batch.shape, generator=generator)


def test_augmented_batches_are_what_the_network_sees():
    seen = []

    def forget(batch, generator):
        seen.append(len(batch))
        return torch.zeros_like(batch)

    network = linear_network((1, 8, 8), 2, seed=0)
    weight = network[1].layers[0].weight.detach().clone()
    train(network, PIXELS, BRIGHT, cross_entropy, augment=forget, epochs=2)
    assert seen == [7, 7, 6] * 2
    assert torch.equal(network[1].layers[0].weight, weight)


def test_what_is_watched_is_measured_after_each_epoch_in_evaluation_mode():
    network = model()
    history = train(network, watch=lambda network: float(network.training), epochs=4)
    np.testing.assert_array_equal(history.watched, np.zeros(4))
    assert train(network).watched.size == 0
    assert not network.training


def test_frozen_parameters_stay():
    network = ReLUNetwork((2, 3, 2), seed=0).double()
    first = network.layers[0]
    first.requires_grad_(False)
    before = first.weight.clone()
    train(network, weight_decay=0.5)
    assert torch.equal(first.weight, before)


@given(st.integers(1, 9), st.integers(1, 20), st.integers(1, 3))
def test_any_number_of_samples_and_size_of_batches(n, batch_size, epochs):
    history = train(model(), X[:n], NUMBERS[:n], batch_size=batch_size, epochs=epochs)
    assert history.loss.shape == (epochs,)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"x": X[:, 0]}, r"x must have 2 or 3 or 4 or 5 dimension\(s\)"),
        ({"x": X * np.nan}, "x must be finite"),
        ({"y": NUMBERS[:5]}, "x and y must have the same length, got x: 40, y: 5"),
        ({"y": NUMBERS[:, :1]}, r"y must have 2 column\(s\), as the network, got shape \(40, 1\)"),
        ({"y": NUMBERS[:, 0]}, r"y must have 2 dimension\(s\)"),
        ({"loss": l1_loss}, "loss must be cross_entropy, .* or mse_loss .*, got <function l1"),
        ({"loss": cross_entropy}, "y must hold an integer label for each sample, got shape"),
        ({"loss": cross_entropy, "y": LABELS - 1}, "y must hold labels from 0 to 1, got -1 to 0"),
        ({"loss": cross_entropy, "y": LABELS + 1}, "y must hold labels from 0 to 1, got 1 to 2"),
        (
            {"loss": binary_cross_entropy_with_logits},
            "y must hold probabilities, got -",
        ),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"learning_rate": 0.0}, "learning_rate must be above zero, got 0.0"),
        ({"weight_decay": -1.0}, "weight_decay must be zero or more, got -1.0"),
    ],
)
def test_errors_name_the_argument(change, expected):
    with pytest.raises(ValueError, match=expected):
        train(model(), **change)


def test_divergence_is_reported():
    network = nn.Sequential(nn.Linear(2, 2))
    with pytest.raises(FloatingPointError, match=r"the loss is \w+ in epoch \d+; try a smaller"):
        train(network, learning_rate=1e30, epochs=20)
