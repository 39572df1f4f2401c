"""What is right and what is likely wrong in the exercises of the chapter."""

from copy import deepcopy
from functools import cache, partial

import numpy as np
import torch
from jaxtyping import Float
from sklearn.datasets import load_digits
from torch import Tensor, nn

from conundrum.chapters.training.experiments.backpropagation import backpropagate
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

# --- Two steps, by hand ---------------------------------------------------------------------------

X, Y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 7.0])


def two_steps(slope_factor: float = 2 / 3, curvature_factor: float = 2 / 3) -> list[float]:
    """Return the limit of the rate, and θ after one and after two steps at a rate of 0.1."""
    theta, states = 0.0, []
    for _ in range(2):
        theta += 0.1 * slope_factor * float(X @ (Y - theta * X))
        states.append(theta)
    return [float(2 / (curvature_factor * X @ X)), *states]


TWO_STEPS = Exercise(
    "ex-training-by-hand",
    asks="three numbers: the limit of the rate, θ after one step and θ after two",
    kind=Numbers(0.002),
    right=two_steps,
    because="A rate of 0.1 is near half the limit, so one step covers nearly the whole way.",
    mistakes=(
        Mistake(
            partial(two_steps, 2.0, 2.0),
            "You have taken the sum of squared errors. The loss is their mean: divide by three.",
        ),
        Mistake(
            partial(two_steps, 1 / 3, 1 / 3),
            "The derivative of a square has a factor of 2, which is missing in yours.",
        ),
        Mistake(
            partial(two_steps, -2 / 3),
            "You have walked uphill. Steps go against the derivative, which is negative at zero.",
        ),
        Mistake(
            lambda: [two_steps()[0] / 2, *two_steps()[1:]],
            "The first is 1 over the curvature, the rate that arrives in one step. The limit is "
            "twice as much.",
        ),
    ),
)


# --- What momentum does to the rate ---------------------------------------------------------------


def step_of_momentum(keep: float, *, share: float = 1, now: float = 1) -> float:
    """Return how long steps become where the gradient is 3 and the rate 0.1.

    Parameters
    ----------
    keep
        Of the velocity, from step to step.
    share
        Of each gradient that is added.
    now
        Of the present gradient, by which the step is made.
    """
    velocity = 0.0
    for _ in range(500):
        velocity = keep * velocity + share * 3
    return 0.1 * (velocity - (1 - now) * 3)


MOMENTUM = Exercise(
    "ex-momentum",
    asks="three lengths: momentum that keeps 0.9, momentum that keeps 0.8, Adam",
    kind=Numbers(0.005),
    right=lambda: [step_of_momentum(0.9), step_of_momentum(0.8), 0.1],
    because="Momentum multiplies the rate by 1/(1 − keep) wherever gradients agree. Adam divides "
    "by the size of the gradient, so on a slope that stays the same its step is the rate.",
    mistakes=(
        Mistake(
            lambda: [step_of_momentum(0.9), step_of_momentum(0.8), 0.3],
            "Adam's step does not depend on how steep the slope is: the gradient is divided by "
            "its own typical size.",
        ),
        Mistake(
            lambda: [step_of_momentum(k, share=1 - k) for k in (0.9, 0.8)] + [0.1],
            "You have let momentum take a running mean, as Adam does. Its velocity is a running "
            "sum: the gradient is added whole.",
        ),
        Mistake(
            lambda: [step_of_momentum(k, now=0) for k in (0.9, 0.8)] + [0.1],
            "You have left out the gradient of the present step, the first term of the series.",
        ),
        Mistake(
            lambda: [step_of_momentum(0.9) / 0.1, step_of_momentum(0.8) / 0.1, 0.1],
            "The first two are velocities. A step is the rate times the velocity.",
        ),
        Mistake(
            lambda: [10, 5, 1 / 3],
            "These are multiples of the step of gradient descent. Say how long the steps are.",
        ),
    ),
)


# --- Check a derivative without calculus ----------------------------------------------------------


def derivatives(factor: float = 1) -> list[float]:
    """Return the derivatives in w₁, w₂ and v₂ at x = 1.4 and y = 4, times a factor."""
    gradient = backpropagate(1.4, 4.0).gradient
    return [factor * gradient[name] for name in ("w1", "w2", "v2")]


DIFFERENCES = Exercise(
    "ex-differences",
    asks="three derivatives, with respect to w₁, w₂ and v₂",
    kind=Numbers(0.001),
    right=derivatives,
    because="Each is the error at the top times the local derivatives on the way down.",
    mistakes=(
        Mistake(
            partial(derivatives, -1),
            "You have taken y − f. The loss is (f − y)², so its derivative begins with 2(f − y).",
        ),
        Mistake(
            partial(derivatives, 0.5),
            "The derivative of a square has a factor of 2, which is missing in yours.",
        ),
        Mistake(
            lambda: [derivatives()[0], derivatives()[1] / -4, derivatives()[2]],
            "On its way down to w₂ the derivative passes the weight v₂, which is −4.",
        ),
        Mistake(
            lambda: [derivatives()[0] / 1.4, derivatives()[1] / 1.4, derivatives()[2]],
            "These are the derivatives with respect to the biases b₁ and b₂. A weight is "
            "multiplied by x, so its derivative is too.",
        ),
    ),
)


# --- The largest rate of a line -------------------------------------------------------------------


def limit(
    x: Float[np.ndarray, " n"], *, factor: float = 2, ones: bool = True, which: int = -1
) -> float:
    """Return 2 over an eigenvalue of the curvature of a line's mean squared error."""
    columns = np.column_stack([np.ones_like(x), x] if ones else [x])
    return float(2 / np.linalg.eigvalsh(factor / len(x) * columns.T @ columns)[which])


PREDICTORS = (
    (np.array([-1.0, 0.0, 1.0, 2.0]),),
    (np.random.default_rng(1).normal(1, 1, 30),),
    (np.random.default_rng(2).normal(100, 15, 50),),
)

LARGEST_RATE = Exercise(
    "ex-two-parameters",
    asks="a function of x, the predictor of n people, that returns a rate",
    kind=Function(PREDICTORS),
    right=lambda: limit,
    because="The most curved direction sets the limit for all. A predictor far from zero makes it "
    "very curved: centre your questionnaires.",
    mistakes=(
        Mistake(
            lambda: partial(limit, ones=False),
            "Your model has no intercept. X has a column of ones as well.",
        ),
        Mistake(
            lambda: partial(limit, which=0),
            "You have taken the smallest eigenvalue. The direction that is curved most explodes "
            "first.",
        ),
        Mistake(
            lambda: partial(limit, factor=1),
            "Your curvature lacks the factor of 2 that comes from the square.",
        ),
        Mistake(
            lambda: lambda x: limit(x, factor=2 * len(x)),
            "Your curvature is that of the sum of squared errors. Divide by n: the loss is a mean.",
        ),
        Mistake(
            lambda: lambda x: limit(x) / 2,
            "Yours is 1 over the largest curvature. The limit is 2 over it.",
        ),
    ),
)


# --- The price of a narrow valley -----------------------------------------------------------------


def steps_in_valley(k: float, rate: float, keep: float = 0.0, half: float = 0.5) -> int:
    """Count steps from (1, 1) until the loss is below a millionth."""
    curvature, theta, velocity, steps = np.array([1.0, k]), np.ones(2), np.zeros(2), 0
    while half * (curvature * theta**2).sum() >= 1e-6:
        velocity = keep * velocity + curvature * theta
        theta = theta - rate * velocity
        steps += 1
    return steps


def steps_with_momentum(k: float, power: int = 2, half: float = 0.5) -> int:
    """Count steps of momentum at the settings of the exercise, what is kept to another power."""
    root = np.sqrt(k)
    keep = ((root - 1) / (root + 1)) ** power
    return steps_in_valley(k, 4 / (1 + root) ** 2, keep, half)


@cache
def steps_needed(half: float = 0.5, power: int = 2) -> list[int]:
    """Return the steps of gradient descent for 100 and 1000, and of momentum for 1000."""
    plain = [steps_in_valley(k, 2 / (1 + k), half=half) for k in (100, 1000)]
    return [*plain, steps_with_momentum(1000, power, half)]


NARROW = Exercise(
    "ex-narrow",
    asks="three whole numbers of steps: gradient descent with k = 100 and 1000, momentum with 1000",
    kind=Numbers(1e-5),
    right=steps_needed,
    because="Ten times as narrow costs gradient descent ten times the steps. Momentum at these "
    "settings pays for little more than the root of the narrowness.",
    mistakes=(
        Mistake(
            lambda: [*(steps_in_valley(k, 1 / k) for k in (100, 1000)), steps_needed()[2]],
            "Your rate is 1/k. At 2/(1 + k) both directions shrink equally fast.",
        ),
        Mistake(
            partial(steps_needed, 1.0),
            "Your loss lacks the factor ½, so that it falls below the mark later.",
        ),
        Mistake(
            partial(steps_needed, power=1),
            "You keep (√k − 1)/(√k + 1). Keep its square.",
        ),
        Mistake(
            lambda: [steps - 1 for steps in steps_needed()],
            "You have one step too few each time: after these, the loss is still above the mark.",
        ),
    ),
)


# --- Find the bug ---------------------------------------------------------------------------------


@cache
def losses_of_line(cleared: str) -> list[float]:
    """Return the losses of 200 steps, gradients cleared before or after `backward`, or never."""
    x = torch.linspace(-1, 1, 50)[:, None]
    y = 2 * x + 1
    model = nn.Linear(1, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05)
    losses = []
    for _ in range(200):
        loss = (model(x) - y).square().mean()
        if cleared == "before":
            optimiser.zero_grad()
        loss.backward()
        if cleared == "after":
            optimiser.zero_grad()
        optimiser.step()
        losses.append(loss.item())
    return losses


def mean_losses(*cleared: str, last: int = 50) -> list[float]:
    """Return the mean of the last losses, for each way of clearing gradients."""
    return [float(np.mean(losses_of_line(when)[-last:])) for when in cleared]


BUG = Exercise(
    "ex-bug",
    asks="two mean losses over the last 50 steps: without the line, and with it",
    kind=Numbers(0.01),
    right=lambda: mean_losses("never", "before"),
    because="Gradients pile up until the pull back is strong enough, and then the line swings past "
    "the optimum again: a pendulum without friction.",
    mistakes=(
        Mistake(
            lambda: mean_losses("never", "after"),
            "Your second loop has not learned anything: gradients are cleared between backward "
            "and step, so there is nothing left to follow. Clear them before backward.",
        ),
        Mistake(
            lambda: mean_losses("never", "never"),
            "Your line changes nothing: it clears the gradients once, where there are none yet. "
            "They have to be cleared in every step.",
        ),
        Mistake(
            lambda: mean_losses("before", "never"),
            "These are the two in the other order: without the line comes first.",
        ),
        Mistake(
            lambda: mean_losses("never", "before", last=1),
            "These are the losses of the last step alone. One of them swings: take the mean of "
            "the last 50.",
        ),
        Mistake(
            lambda: mean_losses("never", "before", last=200),
            "These are means over all 200 steps. Take the last 50.",
        ),
    ),
)


# --- Write the loop -------------------------------------------------------------------------------

PARTS = {"train": slice(500), "validation": slice(500, 1000), "test": slice(1000, None)}


@cache
def trained_on_digits(*, torn: bool = False) -> tuple[nn.Module, Tensor, Tensor]:
    """Train the network of the exercise; return it, and pixels and labels in their order.

    Parameters
    ----------
    torn
        Whether labels stay where they are when pixels are put in a new order.
    """
    pixels, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(1).permutation(len(pixels))
    x = pixels[order]
    x = (x - x[PARTS["train"]].mean(axis=0)) / x[PARTS["train"]].std()
    inputs, classes = torch.Tensor(x), torch.as_tensor(labels if torn else labels[order])
    torch.manual_seed(1)
    network = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.2)
    best, best_epoch, epoch = np.inf, 0, 0
    while epoch - best_epoch < 10 and epoch < 200:
        epoch += 1
        for rows in torch.randperm(500).split(25):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(inputs[rows]), classes[rows]).backward()
            optimiser.step()
        with torch.no_grad():
            outputs = network(inputs[PARTS["validation"]])
        held_out = nn.functional.cross_entropy(outputs, classes[PARTS["validation"]]).item()
        if held_out < best:
            best, best_epoch, kept = held_out, epoch, deepcopy(network.state_dict())
    network.load_state_dict(kept)
    return network, inputs, classes


def share_right(part: str = "test", *, torn: bool = False) -> float:
    """Return the share of digits of some part that the network names correctly."""
    network, inputs, classes = trained_on_digits(torn=torn)
    answers = network(inputs[PARTS[part]]).argmax(dim=1)
    return float((answers == classes[PARTS[part]]).double().mean())


LOOP = Exercise(
    "ex-loop",
    asks="a share of right labels, of the digits that were used for nothing else",
    kind=Numbers(0.02),
    right=share_right,
    because="A loop of four lines, and a fifth that keeps the best. The third set is what tells.",
    mistakes=(
        Mistake(
            partial(share_right, "train"),
            "This is the share of the training digits. Of the digits left over, some are wrong.",
        ),
        Mistake(
            partial(share_right, torn=True),
            "Your network guesses. Labels do not belong to their images: both have to be put in "
            "the same new order.",
        ),
        Mistake(
            lambda: 1 - share_right(),
            "This is the share of wrong labels. Say how many are right.",
        ),
        Mistake(
            lambda: 100 * share_right(),
            "Yours is per cent. The answer is a share.",
        ),
    ),
)


# --- What stopping early promises -----------------------------------------------------------------

Weights = Float[np.ndarray, "samples predictors"]


@cache
def courses() -> dict[str, Float[np.ndarray, "steps samples"]]:
    """Return three errors of 100 samples by step: of training, of validation and in truth."""
    rng, samples = np.random.default_rng(1), []
    for _ in range(100):
        X = rng.normal(size=(40, 20))
        samples.append((X, X @ np.full(20, 0.3) + rng.normal(size=40)))
    X, y = (np.stack(part) for part in zip(*samples, strict=True))
    weights: Weights = np.zeros((100, 20))
    errors: dict[str, list[np.ndarray]] = {"train": [], "validation": [], "truth": []}
    for _ in range(201):
        off = y - np.einsum("spj,sj->sp", X, weights)
        errors["train"].append((off[:, :30] ** 2).mean(axis=1))
        errors["validation"].append((off[:, 30:] ** 2).mean(axis=1))
        errors["truth"].append(1 + ((weights - 0.3) ** 2).sum(axis=1))
        weights = weights + 0.05 * 2 / 30 * np.einsum("spj,sp->sj", X[:, :30], off[:, :30])
    return {name: np.array(course) for name, course in errors.items()}


def kept(chosen_by: str = "validation", first: str = "validation") -> list[float]:
    """Return mean errors: one where another is least, the truth there, the truth at the end."""
    errors = courses()
    best = errors[chosen_by].argmin(axis=0), np.arange(100)
    return [
        float(errors[first][best].mean()),
        float(errors["truth"][best].mean()),
        float(errors["truth"][-1].mean()),
    ]


STOPPING = Exercise(
    "ex-training-stopping",
    asks="three mean errors: of validation where it is least, in truth there, in truth at the end",
    kind=Numbers(0.005),
    right=kept,
    because="Stopping helps a lot, but the validation error promises too much: the least of 201 "
    "errors of ten people is low by luck too. Report the error of people who have chosen nothing.",
    mistakes=(
        Mistake(
            partial(kept, "train"),
            "You have kept the step with the least train error, which is the last. Keep the one "
            "with the least validation error.",
        ),
        Mistake(
            partial(kept, "truth"),
            "You have kept the step that is best in truth, which nobody sees. Keep the one with "
            "the least validation error.",
        ),
        Mistake(
            partial(kept, first="train"),
            "The first is the train error of the step that was kept. Give its validation error.",
        ),
        Mistake(
            lambda: [kept()[0], kept()[1] - 1, kept()[2] - 1],
            "Your true errors lack the noise of new outcomes, which has a variance of 1.",
        ),
    ),
)

check_answer = AnswerCheck(
    TWO_STEPS, MOMENTUM, DIFFERENCES, LARGEST_RATE, NARROW, BUG, LOOP, STOPPING
)
