import numpy as np
import pytest
import torch
from scipy.special import expit
from torch import nn

from conundrum.chapters.losses import experiments
from conundrum.chapters.losses.experiments import BINARY, REGRESSION, SEVERAL, Pairing, Starts
from conundrum.data.hitters import hitters
from conundrum.models.networks import ReLUNetwork


def test_the_likelihood_of_a_coin_is_that_of_the_binomial_sequence():
    coin = experiments.flip(7)
    np.testing.assert_allclose(coin.likelihood, coin.p**7 * (1 - coin.p) ** 3)
    assert coin.p[coin.likelihood.argmax()] == pytest.approx(0.7, abs=1e-3)
    assert coin.cross_entropy.min() == pytest.approx(coin.least, abs=1e-6)
    assert experiments.flip(10).least == 0


def test_slopes_are_derivatives_of_their_losses():
    curves = experiments.losses_of_a_logit()
    z = np.linspace(-5, 5, 41)
    up, down, slopes = curves.loss(z + 1e-6), curves.loss(z - 1e-6), curves.slope(z)
    for name, slope in slopes.items():
        np.testing.assert_allclose(slope, (up[name] - down[name]) / 2e-6, atol=1e-8)


@pytest.mark.parametrize("pairing", [*REGRESSION, *BINARY, *SEVERAL], ids=lambda p: p.name)
def test_many_starts_end_where_torch_takes_each_alone(pairing: Pairing):
    outputs = 4 if pairing in SEVERAL else 1
    rng = torch.Generator().manual_seed(1)
    x = torch.randn((30, 3), generator=rng)
    labels = torch.randint(0, max(outputs, 2), (30,), generator=rng)
    y = torch.eye(4)[labels] if outputs > 1 else labels[:, None].float()
    networks = [ReLUNetwork((3, 5, outputs), seed=seed) for seed in (1, 2)]
    fleet = Starts(networks, [0.02, 0.05])
    losses = fleet.train(pairing, x, y, 10)
    for i, (network, rate) in enumerate(zip(networks, (0.02, 0.05), strict=True)):
        optimiser = torch.optim.SGD(network.parameters(), lr=rate)
        for _ in range(10):
            optimiser.zero_grad()
            pairing.loss(network(x), y).mean().backward()
            optimiser.step()
        assert losses[i].item() == pytest.approx(
            pairing.loss(network(x), y).mean().item(), rel=1e-4
        )
        expected = pairing.last_layer(network(x)).detach()
        torch.testing.assert_close(fleet.predictions(pairing, x)[i], expected, atol=1e-4, rtol=1e-4)


def test_losses_are_torchs():
    rng = torch.Generator().manual_seed(2)
    z = torch.randn((50, 1), generator=rng, dtype=torch.float64)
    y = (torch.rand((50, 1), generator=rng) < 0.5).double()
    by_torch = nn.BCELoss()(z.sigmoid(), y).item()
    assert BINARY[0].loss(z, y).mean().item() == pytest.approx(by_torch, abs=1e-8)
    zs = torch.randn((50, 6), generator=rng, dtype=torch.float64)
    one_hot = torch.eye(6, dtype=torch.float64)[torch.randint(0, 6, (50,), generator=rng)]
    by_torch = nn.CrossEntropyLoss()(zs, one_hot).item()
    assert SEVERAL[0].loss(zs, one_hot).mean().item() == pytest.approx(by_torch, abs=1e-8)


def test_the_linear_models_of_the_lab_have_the_published_errors():
    assert experiments.linear_error(1) == pytest.approx(259.7153, abs=5e-5)
    assert experiments.lasso_error(1, scaled=False) == pytest.approx(257.2382, abs=5e-5)
    assert experiments.lasso_error(1, scaled=True) == pytest.approx(235.6755, abs=5e-5)


def test_the_network_of_the_lab_learns():
    errors = experiments.lab_networks([1, 2, 3], seed=1, scaled=False)
    spread = np.abs(hitters().y - hitters().y.mean()).mean()
    assert (errors < spread).all()


def test_predictions_stay_where_their_last_layer_puts_them():
    salaries = experiments.predict_salaries(seed=3, starts=2, steps=50)
    assert salaries.predicted["ReLU"].min() >= salaries.mean - 0.01
    assert salaries.predicted["sigmoid"].min() >= salaries.mean - 0.01
    assert 0 < salaries.silent < 1
    tumours = experiments.predict_tumours(seed=3, starts=2, steps=50)
    assert (tumours.outside[[0, 1, 3, 4]] == 0).all()
    assert tumours.predicted[4].min() >= 0.5
    assert tumours.predicted[4].max() <= expit(1) + 1e-6
    assert len(tumours.malignant) == 190


def test_swapped_labels_are_unlearned():
    swapped = experiments.swap_labels(seed=2, starts=2, swapped=100, right=100)
    assert (swapped.accuracy[:, :, 0] < 0.3).all()
    assert (swapped.accuracy[0, :, -1] > 0.9).all()
    first = swapped.steps[0, 0]
    assert swapped.accuracy[0, 0, first] >= 0.9 > swapped.accuracy[0, 0, first - 1]


@pytest.mark.slow
def test_the_best_step_size_is_the_one_with_the_least_loss():
    several = experiments.predict_digits(seed=2, starts=1, steps=40)
    for loss, best in zip(several.loss, several.best, strict=True):
        assert loss[best] == np.nanmin(loss)
    np.testing.assert_array_equal(
        several.at_best(several.error),
        [e[b] for e, b in zip(several.error, several.best, strict=True)],
    )


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


@pytest.mark.parametrize(
    "experiment",
    [
        lambda seed: experiments.best_constants(seed=seed, samples=2).squared,
        lambda seed: experiments.gradients_at_random(seed=seed).binary,
        lambda seed: experiments.lab_networks([1, 1], seed=seed, scaled=True),
        lambda seed: experiments.predict_salaries(seed=seed, starts=1, steps=5).predicted["ReLU"],
        lambda seed: experiments.predict_tumours(seed=seed, starts=1, steps=5).predicted,
        lambda seed: experiments.swap_labels(seed=seed, starts=1, swapped=5, right=20).accuracy,
        lambda seed: experiments.predict_digits(seed=seed, starts=1, steps=5).loss,
        lambda seed: experiments.compute_naively(seed=seed).margin,
        lambda seed: experiments.overtrain(seed=seed, checkpoints=(1, 3)).logits,
    ],
)
def test_an_experiment_depends_on_its_seed_alone(experiment):
    np.testing.assert_array_equal(experiment(7), experiment(7))
    assert not np.array_equal(experiment(7), experiment(8))
