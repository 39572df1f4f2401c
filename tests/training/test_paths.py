import numpy as np
import pytest
import torch

from conundrum.training.paths import least_squares_path

STEPS = np.array([0, 1, 7, 60])


@pytest.mark.parametrize("shape", [(30, 5), (5, 30), (8, 8)])
@pytest.mark.parametrize("penalty", [0.0, 0.2])
def test_it_leads_where_torchs_descent_goes(shape, penalty):
    rng = np.random.default_rng(1)
    X, y, start = rng.normal(size=shape), rng.normal(size=shape[0]), rng.normal(size=shape[1])
    path = least_squares_path(X, y, rate=0.05, steps=STEPS, start=start, penalty=penalty)
    c = torch.tensor(start, requires_grad=True)
    optimiser = torch.optim.SGD([c], lr=0.05, weight_decay=2 * penalty)
    taken = []
    for step in range(max(STEPS) + 1):
        if step in STEPS:
            taken.append(c.detach().numpy().copy())
        optimiser.zero_grad()
        (torch.as_tensor(X) @ c - torch.as_tensor(y)).square().mean().backward()
        optimiser.step()
    np.testing.assert_allclose(path, taken, atol=1e-12)


def test_from_zero_it_ends_at_the_pseudo_inverse():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(6, 20)), rng.normal(size=6)
    [end] = least_squares_path(X, y, rate=0.1, steps=np.array([10**5]))
    np.testing.assert_allclose(end, np.linalg.pinv(X) @ y, atol=1e-10)


def test_a_feature_that_is_zero_stays_where_it_started():
    X = np.array([[1.0, 0.0], [2.0, 0.0]])
    path = least_squares_path(X, [1.0, 2.0], rate=0.1, steps=np.array([0, 50]), start=[3.0, 4.0])
    np.testing.assert_allclose(path[:, 1], 4)


def test_arguments_that_lead_nowhere_are_named():
    X, y = np.eye(3), np.ones(3)
    with pytest.raises(ValueError, match=r"rate=3\.0 must be below 3 to converge"):
        least_squares_path(X, y, rate=3.0, steps=np.array([1]))
    with pytest.raises(ValueError, match="penalty must be zero or more, got -1"):
        least_squares_path(X, y, rate=0.1, steps=np.array([1]), penalty=-1)
    with pytest.raises(ValueError, match="start and features must have the same length"):
        least_squares_path(X, y, rate=0.1, steps=np.array([1]), start=[0.0])
