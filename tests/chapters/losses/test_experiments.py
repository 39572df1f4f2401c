import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from scipy.stats import gamma, norm
from sklearn.linear_model import PoissonRegressor, lasso_path
from torch import nn

from conundrum.chapters.losses.experiments import (
    amounts,
    binary,
    calibration,
    classes,
    lab,
    ordered,
    pairings,
)
from conundrum.chapters.losses.experiments.pairings import NOTHING_SQUARED, Pairing, Part
from conundrum.data.hitters import hitters
from conundrum.models.networks import ReLUNetwork, predict


def test_the_likelihood_of_a_coin_is_that_of_the_binomial_sequence():
    coin = binary.flip_coin(7)
    np.testing.assert_allclose(coin.likelihood, coin.p**7 * (1 - coin.p) ** 3)
    assert coin.p[coin.likelihood.argmax()] == pytest.approx(0.7, abs=1e-3)
    assert coin.cross_entropy.min() == pytest.approx(coin.least, abs=1e-6)
    assert binary.flip_coin(10).least == 0


def test_the_cross_entropy_of_many_flips_does_not_overflow():
    always = binary.flip_coin(2000, flips=2000)
    np.testing.assert_allclose(always.cross_entropy, -np.log(always.p))


def test_slopes_are_derivatives_of_their_losses():
    curves = binary.losses_of_a_logit()
    z = np.linspace(-5, 5, 41)
    up, down, slopes = curves.loss(z + 1e-6), curves.loss(z - 1e-6), curves.slope(z)
    for name, slope in slopes.items():
        np.testing.assert_allclose(slope, (up[name] - down[name]) / 2e-6, atol=1e-8)


@pytest.mark.parametrize("pairing", [*binary.PAIRINGS, *classes.PAIRINGS], ids=lambda p: p.name)
def test_many_starts_end_where_torch_takes_each_alone(pairing: Pairing):
    outputs = 4 if pairing in classes.PAIRINGS else 1
    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(30, 3)), rng.integers(0, max(outputs, 2), 30)
    y = np.eye(4)[labels] if outputs > 1 else labels[:, None].astype(float)
    fleet, alone = ([ReLUNetwork((3, 5, outputs), seed=s).double() for s in (1, 2)] for _ in "ab")
    rates = np.array([0.02, 0.05])
    history = pairings.descend(pairing, fleet, Part(x, y), rates, steps=10)
    found = pairings.predictions(pairing, fleet, x)
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


def test_the_best_rate_is_the_one_with_the_least_validation_loss():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 3))
    train, validation = (Part(half, half.sum(axis=1, keepdims=True)) for half in np.split(x, 2))
    options = {"starts": [1, 2], "steps": 20}
    data = (NOTHING_SQUARED, (3, 5, 1), train, validation)
    sweep = pairings.sweep_rates(*data, rates=(1e-5, 0.02, 100.0), **options)
    alone = pairings.sweep_rates(*data, rates=(0.02,), **options)
    assert sweep.best == 0.02
    assert not np.isfinite(sweep.loss[100.0])
    assert sweep.loss[0.02] == pytest.approx(alone.loss[0.02], rel=1e-4)
    by_hand = [
        ((predict(network, validation.x) - validation.y) ** 2).mean()
        for network in sweep.networks[0.02]
    ]
    assert sweep.loss[0.02] == pytest.approx(np.mean(by_hand), rel=1e-5)


def test_losses_are_what_their_names_say():
    rng = torch.Generator().manual_seed(2)
    z = torch.randn((50, 1), generator=rng, dtype=torch.float64)
    y = (torch.rand((50, 1), generator=rng) < 0.5).double()
    two = {pairing.name: pairing.loss(z, y).item() for pairing in binary.PAIRINGS}
    twice = nn.BCELoss()(z.sigmoid().sigmoid(), y).item()
    clipped = nn.BCELoss()(z.clamp(1e-7, 1 - 1e-7), y).item()
    assert two["sigmoid, cross-entropy"] == pytest.approx(nn.BCELoss()(z.sigmoid(), y).item())
    assert two["sigmoid, squared error"] == pytest.approx(nn.MSELoss()(z.sigmoid(), y).item())
    assert two["sigmoid twice, cross-entropy"] == pytest.approx(twice)
    assert two["nothing (clipped), cross-entropy"] == pytest.approx(clipped)
    zs = torch.randn((50, 6), generator=rng, dtype=torch.float64)
    one_hot = torch.eye(6, dtype=torch.float64)[torch.randint(0, 6, (50,), generator=rng)]
    several = {pairing.name: pairing.loss(zs, one_hot).item() for pairing in classes.PAIRINGS}
    twice = nn.NLLLoss()(zs.softmax(1).log_softmax(1), one_hot.argmax(1)).item()
    squared = 6 * nn.MSELoss()(zs.softmax(1), one_hot).item()  # a sum over the classes
    assert several["softmax, squared error"] == pytest.approx(squared)
    assert several["softmax twice, cross-entropy"] == pytest.approx(twice)


def test_amounts_have_the_likelihoods_that_their_names_say():
    rng = np.random.default_rng(3)
    z, y = rng.normal(size=20), rng.gamma(2, 1, 20)
    outputs, other = torch.tensor(z), torch.tensor(z + 0.3)
    shape = 2.5
    exact = [-gamma.logpdf(y, shape, scale=np.exp(m) / shape).mean() for m in (z, z + 0.3)]
    ours = [amounts.gamma_loss(m, torch.tensor(y)).item() for m in (outputs, other)]
    assert np.diff(exact) == pytest.approx(shape * np.diff(ours))
    by_torch = nn.PoissonNLLLoss()(outputs, torch.tensor(y)).item()
    assert amounts.poisson_loss(outputs, torch.tensor(y)).item() == pytest.approx(by_torch)


def test_an_ending_for_counts_agrees_with_poisson_regression():
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, (400, 1))
    count = rng.poisson(np.exp(1 + x[:, 0]))
    [predicted] = amounts.fit_and_predict(
        amounts.COUNT_ENDINGS["exp, Poisson"], [1], x, count.astype(float), x, steps=400
    )
    glm = PoissonRegressor(alpha=0).fit(x, count).predict(x)
    np.testing.assert_allclose(predicted, glm, rtol=0.25)
    assert predicted.mean() == pytest.approx(count.mean(), rel=0.02)


def test_predictions_for_salaries_are_in_their_unit():
    salaries = amounts.predict_salaries(seed=3, starts=2, steps=50)
    assert abs(salaries.predicted["nothing, centred"].mean() - salaries.mean) < 100
    assert salaries.lowest("ReLU, centred") == pytest.approx(salaries.mean, abs=0.01)
    assert salaries.lowest("ReLU") >= 0
    assert salaries.lowest("exp, gamma") > 0
    assert 0 < salaries.silent < 1


def test_lapses_are_drawn_around_their_mean():
    counts = amounts.count_lapses(seed=1, n=20_000, steps=1)
    for low, high in ((4, 5), (8, 10)):
        here = (low < counts.hours) & (counts.hours < high)
        expected = amounts.expected_lapses(counts.hours[here])
        assert counts.count[here].mean() == pytest.approx(expected.mean(), rel=0.05)
        assert counts.count[here].var() > 0.9 * expected.mean()
    assert counts.ratio("nothing") == pytest.approx(
        np.mean(counts.predicted["nothing"] / counts.truth)
    )


def test_swapped_labels_are_unlearned():
    swapped = binary.swap_labels(seed=2, starts=2, swapped=100, right=100)
    entropy = swapped.accuracy["sigmoid, cross-entropy"]
    assert (entropy[:, 0] < 0.3).all()
    assert (entropy[:, -1] > 0.9).all()
    first = [next(i for i, share in enumerate(course) if share >= 0.9) for course in entropy]
    assert swapped.steps_needed("sigmoid, cross-entropy") == 4 * np.mean(first)
    untrained = swapped.untrained["sigmoid, cross-entropy"]
    assert (untrained[:, 0] > entropy[:, 0]).all()


def test_parts_of_the_tumours_have_none_in_common_and_the_same_share_of_malignant_ones():
    tumours = binary.split_tumours(4)
    parts = (tumours.train, tumours.validation, tumours.test)
    assert [len(part.y) for part in parts] == [285, 142, 142]
    assert len(np.unique(np.concatenate([part.x for part in parts]), axis=0)) == 569
    for part in parts:
        assert part.y.mean() == pytest.approx(212 / 569, abs=0.005)


def test_accuracy_and_errors_are_read_off_predictions():
    result = binary.TumourPredictions(
        np.array([True, False, False]),
        {"a": np.array([[0.9, 0.4, 1.5], [0.2, 0.4, -0.1]])},
        {"a": 0.1},
        0.0,
    )
    assert result.accuracy("a") == pytest.approx(2 / 3)
    assert result.outside("a") == pytest.approx(2 / 6)
    assert (result.lowest("a"), result.highest("a")) == (-0.1, 1.5)
    histogram = result.histograms["a"]
    assert histogram["malignant"][result.bins.round(1) == 0.9] == [1]
    assert (histogram["malignant"].sum(), histogram["benign"].sum()) == (1, 2)
    errors = classes.DigitErrors(
        {"a": (0.1, 1.0, 10.0)}, {"a": np.array([0.3, 0.25, 0.9])}, {"a": 1.0}, 0.7
    )
    assert (errors.at_best("a"), errors.at("a", 10.0)) == (0.25, 0.9)


def test_sigmoids_find_the_probabilities_of_labels():
    labels = classes.predict_labels(seed=2, n=2000)
    assert labels.distance("three sigmoids") < 0.05
    np.testing.assert_allclose(labels.predicted["one softmax"].sum(axis=1), 1, rtol=1e-6)


def test_the_cumulative_network_is_an_ordinal_regression():
    """Without hidden units, its likelihood is that of the cumulative logit model, by scipy."""
    people = ordered.draw_answers(300, seed=3)
    model = ordered.Cumulative(3, 8, seed=1).double()
    x = people.x.double()
    thresholds = torch.cat([model.first, nn.functional.softplus(model.gaps)]).cumsum(0)
    z = model.network(x).detach().numpy()[:, 0]
    expected = ordered.answer_probabilities(z, thresholds.detach().numpy())
    np.testing.assert_allclose(model(x).exp().detach().numpy(), expected, atol=1e-7)
    best = minimize(
        lambda t: (
            -np.log(ordered.answer_probabilities(0 * z, np.sort(t)))[
                np.arange(300), people.y
            ].mean()
        ),
        ordered.THRESHOLDS,
        method="Nelder-Mead",
    ).x
    below = [(people.y.numpy() <= k).mean() for k in range(4)]
    np.testing.assert_allclose(1 / (1 + np.exp(-np.sort(best))), below, atol=0.01)


def test_answers_taken_for_numbers_get_the_probabilities_of_a_normal_distribution():
    model = ordered.Metric(3, 8, seed=1).double()
    x = ordered.draw_answers(20, seed=1).x.double()
    mean = model.network(x).detach().numpy()[:, 0]
    found = model(x).exp().detach().numpy()
    np.testing.assert_allclose(found[:, 2], norm.cdf(2.5 - mean) - norm.cdf(1.5 - mean), atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_simulated_answers_have_their_probabilities():
    people = ordered.draw_answers(20_000, seed=2)
    shares = np.bincount(people.y, minlength=5) / 20_000
    np.testing.assert_allclose(shares, people.probability.mean(axis=0), atol=0.01)
    turned = ordered.draw_answers(20_000, seed=2, order=(4, 3, 2, 1, 0))
    np.testing.assert_allclose(turned.probability, people.probability[:, ::-1])


def test_a_calibrated_forecast_has_little_calibration_error():
    rng = np.random.default_rng(4)
    p = rng.uniform(0.5, 1, 20_000)
    labels = (rng.random(len(p)) > p).astype(int)
    calibrated = calibration.reliability(np.stack([p, 1 - p], axis=1), labels)
    assert calibrated.calibration_error < 0.02
    sharp = np.where(p > 0.5, 0.99, 0.01)
    boastful = calibration.reliability(np.stack([sharp, 1 - sharp], axis=1), labels)
    assert boastful.calibration_error == pytest.approx(0.99 - (labels == 0).mean(), abs=1e-8)
    assert boastful.error == pytest.approx(labels.mean())
    assert np.isnan(boastful.accuracy[0])


@pytest.mark.parametrize("temperature", [0.5, 1, 2.5])
def test_the_temperature_that_spoiled_forecasts_is_found(temperature):
    rng = np.random.default_rng(5)
    logits = 2 * rng.standard_normal((20_000, 4))
    noisy = logits + rng.gumbel(size=logits.shape)  # its largest is a draw from the softmax
    labels = noisy.argmax(axis=1)
    found = calibration.best_temperature(logits * temperature, labels)
    assert found == pytest.approx(temperature, rel=0.05)
    spoiled = calibration.simulate_forecasts(seed=1, temperature=temperature, n=20_000)
    assert (spoiled.calibration_error < 0.02) == (temperature == 1)
    assert (spoiled.sureness < 1 - spoiled.error - 0.02) == (temperature > 1)


def test_the_linear_models_of_the_lab_have_the_published_errors():
    assert lab.linear_error(1) == pytest.approx(259.7153, abs=5e-5)
    assert lab.lasso_error(1, scaled=False) == pytest.approx(257.2382, abs=5e-5)
    assert lab.lasso_error(1, scaled=True) == pytest.approx(235.6755, abs=5e-5)


def test_weights_of_the_lasso_are_those_of_coordinate_descent():
    rng = np.random.default_rng(6)
    x = rng.standard_normal((60, 5))
    x -= x.mean(axis=0)
    y = x @ [3, -2, 0, 0, 1] + rng.standard_normal(60)
    y -= y.mean()
    penalties = np.geomspace(5, 0.01, 20)
    _, expected, _ = lasso_path(x, y, alphas=penalties, tol=1e-10)
    np.testing.assert_allclose(lab.lasso_weights(x, y, penalties), expected, atol=1e-4)


def test_the_network_of_the_lab_learns():
    errors = lab.lab_networks([1, 2, 3], seed=1, scaled=False)
    spread = np.abs(hitters().y - hitters().y.mean()).mean()
    assert (errors < spread).all()


def test_the_published_start_is_that_of_torch():
    network = lab._published_network(400, seed=1)
    for layer, m in zip(network.layers, (400, 50), strict=True):
        bound = layer.weight.abs().max().item() * m**0.5
        assert 0.97 < bound <= 1
