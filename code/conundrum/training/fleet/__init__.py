"""Training many networks at once: the same as training each alone, in less time.

Networks of different widths become one shape by padding: a unit whose weights are all zero has
no gradient, and stays as it is. So networks of similar width stand side by side in a *block*, each
step of which is a few batched matrix products. Gradients are written out, which spares the
bookkeeping of automatic differentiation; and a block is small enough to stay in the processor's
cache while all steps are taken, which doubles the speed of one large block.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float
from joblib import Parallel, delayed
from numpy.typing import ArrayLike
from torch.nn.functional import mse_loss
from tqdm import tqdm

from conundrum.models.networks import ReLUNetwork
from conundrum.training.fleet.blocks import hand_back, side_by_side, stack
from conundrum.training.fleet.descent import train
from conundrum.training.fleet.options import check_alike, checked_data, checked_options, tables_of
from conundrum.training.losses import Loss, check_targets
from conundrum.training.optimisers import ADAM, Optimiser, Schedule, half_cosine


@dataclass(frozen=True)
class FleetHistory:
    """What happened while a fleet of networks was trained.

    Attributes
    ----------
    loss : ndarray, shape (networks, steps + 1)
        Of each network on its training data after 0, 1, …, `steps` steps. With mini-batches, on
        the batch of the step that comes next; with dropout, with the units that step drops. A
        network that stopped keeps the loss it stopped with.
    diverged : mapping of int to int
        For each network whose loss stopped being finite, by its index, the first such step.
        Its predictions mean nothing; the others are as if it had not been there.
    snapshots : mapping of int to sequence of ReLUNetwork
        Copies of all networks after the steps that were asked for.
    """

    loss: Float[np.ndarray, "networks states"]
    diverged: Mapping[int, int]
    snapshots: Mapping[int, Sequence[ReLUNetwork]]


def fit_fleet(
    networks: Sequence[ReLUNetwork],
    x: ArrayLike,
    y: ArrayLike,
    *,
    steps: int,
    learning_rate: ArrayLike,
    loss: Loss = mse_loss,
    weight_decay: ArrayLike = 0.0,
    dropout: ArrayLike = 0.0,
    stop: ArrayLike | None = None,
    batch_size: int | None = None,
    seeds: ArrayLike | None = None,
    optimiser: Optimiser = ADAM,
    schedule: Schedule = half_cosine,
    snapshots: Collection[SupportsIndex] = (),
    on_divergence: str = "raise",
    progress: bool = False,
) -> FleetHistory:
    """Train networks in place, each as if it were alone.

    With the defaults, every network ends where `conundrum.training.fit.fit` would take it, up to
    rounding. What is said to be "for each network" is one number for all, or a sequence.

    Blocks of networks are trained one after another, or wherever `joblib.parallel_config` says:
    ``with parallel_config(n_jobs=8)`` on so many processes, ``backend="dask"`` on a cluster.

    Parameters
    ----------
    networks : sequence of ReLUNetwork
        Of the same depth, inputs, outputs, precision and device; their hidden widths may differ.
    x : array_like, shape (n, inputs) or (networks, n, inputs)
        The same samples for all networks, or different ones.
    y : array_like, shape (n, outputs) or (networks, n, outputs)
    steps : int
        How often the parameters are updated.
    learning_rate : array_like
        For each network; `schedule` says what becomes of it.
    loss : callable
        Takes outputs and targets of one network, both of shape (n, outputs), and returns a number,
        as `torch.nn.functional.mse_loss` does. For `cross_entropy`, targets are probabilities of
        classes: of labels, ``np.eye(classes)[labels]``. The gradient is written out for these two,
        and found by automatic differentiation for any other loss.
    weight_decay : array_like
        For each network, λ ≥ 0: the loss has λ/2 times the sum of all squared parameters on top
        (as `torch.optim` has it). The history shows the loss without.
    dropout : array_like
        For each network, from 0 to below 1: the probability with which a hidden unit is left out
        of a step, for each sample anew (Srivastava et al. 2014). Those that stay are scaled up.
    stop : array_like of int, optional
        For each network: after how many of the `steps` it stays as it is; the rate falls as if
        it went on.
    batch_size : int, optional
        Samples in a step; all of them, if nothing is said. See `conundrum.training.draws.batches`.
    seeds : array_like of int, optional
        For each network: of its mini-batches and dropout. Needed if there are any.
    optimiser : Optimiser
        `optimisers.ADAM`, or `optimisers.SGD` with some momentum, or `optimisers.RMSprop`.
    schedule : callable
        Takes the number of a step, from 0, and `steps`; returns with which share of the learning
        rate it is taken: `optimisers.half_cosine` falls from 1 to 0, `optimisers.constant` is 1.
    snapshots : collection of int
        Steps after which copies of the networks are kept; 0 is the networks as they came.
    on_divergence : str
        What to do with networks whose loss stops being finite: ``"raise"`` an error, or
        ``"report"`` them in the history.
    progress : bool
        Whether a bar shows how many networks are done.

    Returns
    -------
    FleetHistory

    Raises
    ------
    ValueError
        If there are no `networks` or they differ in more than hidden widths and parameters; `x`
        or `y` is not finite or of another shape, or `y` are no targets for `loss`; `steps` or a
        `learning_rate` is not positive; or an option is out of its range, or has another length
        than `networks`.
    FloatingPointError
        If the loss of a network is no longer finite, unless `on_divergence` is ``"report"``; the
        message says of which, and after which step.
    """
    if on_divergence not in ("raise", "report"):
        raise ValueError(f'on_divergence must be "raise" or "report", got {on_divergence!r}')
    check_alike(networks)
    x, y = checked_data(networks, x, y)
    check_targets(loss, y)
    options = checked_options(
        networks=len(networks),
        n=x.shape[1],
        steps=steps,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        dropout=dropout,
        stop=stop,
        batch_size=batch_size,
        seeds=seeds,
        optimiser=optimiser,
        schedule=schedule,
        snapshots=snapshots,
    )
    widths = [network.widths for network in networks]
    blocks = side_by_side(widths, n=options.batch_size, device=x.device.type)
    results = Parallel(return_as="generator")(
        delayed(train)(
            stack([networks[i] for i in block]),
            [widths[i] for i in block],
            tables_of(block, x),
            tables_of(block, y),
            loss,
            options.of(block),
        )
        for block in blocks
    )
    losses = np.empty((len(networks), options.steps + 1))
    copies = {step: deepcopy(list(networks)) for step in sorted(options.snapshots)}
    with tqdm(total=len(networks), unit="network", disable=not progress) as bar:
        for block, (parameters, losses[block], kept) in zip(blocks, results, strict=True):
            hand_back(parameters, [networks[i] for i in block])
            for step, copy in copies.items():
                hand_back(kept[step], [copy[i] for i in block])
            bar.update(len(block))
    diverged = _first_not_finite(losses)
    if diverged and on_divergence == "raise":
        raise FloatingPointError(_names_of(diverged, len(networks)))
    return FleetHistory(losses, diverged, copies)


def _first_not_finite(loss: Float[np.ndarray, "networks states"]) -> dict[int, int]:
    finite = np.isfinite(loss)
    return {int(i): int(np.argmin(finite[i])) for i in np.flatnonzero(~finite.all(axis=1))}


def _names_of(diverged: Mapping[int, int], networks: int) -> str:
    named = [f"network {i} after step {step}" for i, step in list(diverged.items())[:5]]
    more = f" and {len(diverged) - 5} more" if len(diverged) > 5 else ""
    return (
        f"the loss is no longer finite for {len(diverged)} of {networks} networks: "
        f"{', '.join(named)}{more}; try a smaller learning_rate"
    )
