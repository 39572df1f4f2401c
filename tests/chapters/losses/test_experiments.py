import numpy as np
import pytest
import torch
from torch import nn

from conundrum.chapters.losses import experiments
from conundrum.chapters.losses.experiments import BINARY, REGRESSION, SEVERAL, Pairing
from conundrum.data.hitters import hitters
from conundrum.models.networks import ReLUNetwork, predict


def test_the_likelihood_of_a_coin_is_that_of_the_binomial_sequence():
    coin = experiments.flip_coin(7)
    np.testing.assert_allclose(coin.likelihood, coin.p**7 * (1 - coin.p) ** 3)
    assert coin.p[coin.likelihood.argmax()] == pytest.approx(0.7, abs=1e-3)
    assert coin.cross_entropy.min() == pytest.approx(coin.least, abs=1e-6)
    assert experiments.flip_coin(10).least == 0


def test_the_cross_entropy_of_many_flips_does_not_overflow():
    always = experiments.flip_coin(2000, flips=2000)
    np.testing.assert_allclose(always.cross_entropy, -np.log(always.p))


def test_slopes_are_derivatives_of_their_losses():
    curves = experiments.losses_of_a_logit()
    z = np.linspace(-5, 5, 41)
    up, down, slopes = curves.loss(z + 1e-6), curves.loss(z - 1e-6), curves.slope(z)
    for name, slope in slopes.items():
        np.testing.assert_allclose(slope, (up[name] - down[name]) / 2e-6, atol=1e-8)


@pytest.mark.parametrize("pairing", [*REGRESSION, *BINARY, *SEVERAL], ids=lambda p: p.name)
def test_many_starts_end_where_torch_takes_each_alone(pairing: Pairing):
    outputs = 4 if pairing in SEVERAL else 1
    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(30, 3)), rng.integers(0, max(outputs, 2), 30)
    y = np.eye(4)[labels] if outputs > 1 else labels[:, None].astype(float)
    fleet, alone = ([ReLUNetwork((3, 5, outputs), seed=s).double() for s in (1, 2)] for _ in "ab")
    rates = np.array([0.02, 0.05])
    history = experiments.train(pairing, fleet, x, y, rates, steps=10)
    found = experiments.predictions(pairing, fleet, x)
    inputs, targets = torch.as_tensor(x), torch.as_tensor(y)
    for network, rate, losses, predicted in zip(alone, rates, history.loss, found, strict=True):
        optimiser = torch.optim.SGD(network.parameters(), lr=rate)
        for _ in range(10):
            optimiser.zero_grad()
            pairing.loss(network(inputs), targets).backward()
            optimiser.step()
        end = pairing.loss(network(inputs), targets).item()
        assert losses[-1] == pytest.approx(end, rel=1e-8)
        expected = pairing.last_layer(network(inputs)).detach().numpy()
        np.testing.assert_allclose(predicted, expected, atol=1e-8)


def test_the_best_rate_is_the_one_that_ends_lowest():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 3))
    y = x.sum(axis=1, keepdims=True)
    options = {"starts": [1, 2], "steps": 20}
    networks, rate = experiments.train_at_best_rate(
        REGRESSION[0], (3, 5, 1), x, y, rates=(1e-5, 0.02, 100.0), **options
    )
    [alone, second], _ = experiments.train_at_best_rate(
        REGRESSION[0], (3, 5, 1), x, y, rates=(0.02,), **options
    )
    assert rate == 0.02
    for found, expected in zip(networks, (alone, second), strict=True):
        np.testing.assert_allclose(predict(found, x), predict(expected, x), rtol=1e-4)


def test_losses_are_what_their_names_say():
    rng = torch.Generator().manual_seed(2)
    z = torch.randn((50, 1), generator=rng, dtype=torch.float64)
    y = (torch.rand((50, 1), generator=rng) < 0.5).double()
    binary = {pairing.name: pairing.loss(z, y).item() for pairing in BINARY}
    twice = nn.BCELoss()(z.sigmoid().sigmoid(), y).item()
    clipped = nn.BCELoss()(z.clamp(1e-7, 1 - 1e-7), y).item()
    assert binary["sigmoid, cross-entropy"] == pytest.approx(nn.BCELoss()(z.sigmoid(), y).item())
    assert binary["sigmoid, squared error"] == pytest.approx(nn.MSELoss()(z.sigmoid(), y).item())
    assert binary["sigmoid twice, cross-entropy"] == pytest.approx(twice)
    assert binary["nothing (clipped), cross-entropy"] == pytest.approx(clipped)
    zs = torch.randn((50, 6), generator=rng, dtype=torch.float64)
    one_hot = torch.eye(6, dtype=torch.float64)[torch.randint(0, 6, (50,), generator=rng)]
    several = {pairing.name: pairing.loss(zs, one_hot).item() for pairing in SEVERAL}
    twice = nn.NLLLoss()(zs.softmax(1).log_softmax(1), one_hot.argmax(1)).item()
    squared = 6 * nn.MSELoss()(zs.softmax(1), one_hot).item()  # a sum over the classes
    assert several["softmax, squared error"] == pytest.approx(squared)
    assert several["softmax twice, cross-entropy"] == pytest.approx(twice)


def test_the_linear_models_of_the_lab_have_the_published_errors():
    assert experiments.linear_error(1) == pytest.approx(259.7153, abs=5e-5)
    assert experiments.lasso_error(1, scaled=False) == pytest.approx(257.2382, abs=5e-5)
    assert experiments.lasso_error(1, scaled=True) == pytest.approx(235.6755, abs=5e-5)


def test_the_network_of_the_lab_learns():
    errors = experiments.lab_networks([1, 2, 3], seed=1, scaled=False)
    spread = np.abs(hitters().y - hitters().y.mean()).mean()
    assert (errors < spread).all()


def test_the_published_start_is_that_of_torch():
    network = experiments._published_network(400, seed=1)
    for layer, m in zip(network.layers, (400, 50), strict=True):
        bound = layer.weight.abs().max().item() * m**0.5
        assert 0.97 < bound <= 1


def test_predictions_for_salaries_are_in_their_unit():
    salaries = experiments.predict_salaries(seed=3, starts=2, steps=50)
    assert abs(salaries.predicted["nothing"].mean() - salaries.mean) < 100
    assert salaries.predicted["ReLU"].min() == pytest.approx(salaries.mean, abs=0.01)
    assert 0 < salaries.silent < 1


def test_swapped_labels_are_unlearned():
    swapped = experiments.swap_labels(seed=2, starts=2, swapped=100, right=100)
    entropy = swapped.accuracy["sigmoid, cross-entropy"]
    assert (entropy[:, 0] < 0.3).all()
    assert (entropy[:, -1] > 0.9).all()
    first = [next(i for i, share in enumerate(course) if share >= 0.9) for course in entropy]
    assert swapped.steps("sigmoid, cross-entropy") == np.mean(first)


def test_accuracy_and_errors_are_read_off_predictions():
    result = experiments.TumourPredictions(
        np.array([True, False, False]),
        {"a": np.array([[0.9, 0.4, 1.5], [0.2, 0.4, -0.1]])},
        {"a": 0.1},
        0.0,
    )
    assert result.accuracy("a") == pytest.approx(2 / 3)
    assert result.outside("a") == pytest.approx(2 / 6)
    assert result.reach("a") == (-0.1, 1.5)
    errors = experiments.DigitErrors(
        (0.1, 1.0, 10.0),
        {"a": np.array([0.5, 0.2, np.nan])},
        {"a": np.array([0.3, 0.25, 0.9])},
        {"a": np.ones(3)},
        0.7,
    )
    assert (errors.best("a"), errors.at_best("a"), errors.at("a", 10.0)) == (1, 0.25, 0.9)


def test_a_calibrated_forecast_has_little_calibration_error():
    rng = np.random.default_rng(4)
    p = rng.uniform(0.5, 1, 20_000)
    labels = (rng.random(len(p)) > p).astype(int)
    calibrated = experiments.reliability(np.stack([p, 1 - p], axis=1), labels)
    assert calibrated.calibration_error < 0.02
    sharp = np.where(p > 0.5, 0.99, 0.01)
    boastful = experiments.reliability(np.stack([sharp, 1 - sharp], axis=1), labels)
    assert boastful.calibration_error == pytest.approx(0.99 - (labels == 0).mean(), abs=1e-8)
    assert boastful.error == pytest.approx(labels.mean())
    assert np.isnan(boastful.accuracy[0])
