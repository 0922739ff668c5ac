"""The schedules beside PyTorch's of the same name, and a run that follows one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.schedules import Schedule

STEPS = 100


def rates(torch: Any, new_scheduler: Callable[[Any], Any]) -> list[float]:
    """The learning rate of each of a hundred steps that begin at 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = new_scheduler(optimizer)
    followed = []
    for _ in range(STEPS):
        followed.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return followed


def ours(schedule: Schedule) -> list[float]:
    return [schedule(step / STEPS) for step in range(STEPS)]


def test_cosine(torch: Any) -> None:
    theirs = rates(torch, lambda sgd: torch.optim.lr_scheduler.CosineAnnealingLR(sgd, STEPS))

    assert ours(nn.cosine) == pytest.approx(theirs, abs=1e-5)


def test_warm_up(torch: Any) -> None:
    kinds = torch.optim.lr_scheduler

    def warm_up_then_cosine(sgd: Any) -> Any:
        rise = kinds.LinearLR(sgd, start_factor=0.01, total_iters=5)
        fall = kinds.CosineAnnealingLR(sgd, STEPS - 5)
        return kinds.SequentialLR(sgd, [rise, fall], milestones=[5])

    assert ours(nn.warm_up) == pytest.approx(rates(torch, warm_up_then_cosine), abs=1e-5)


def test_one_cycle(torch: Any) -> None:
    # 400, since PyTorch divides the start, 1/25, once more to come to its end
    theirs = rates(
        torch,
        lambda sgd: torch.optim.lr_scheduler.OneCycleLR(
            sgd, max_lr=1.0, total_steps=STEPS, cycle_momentum=False, final_div_factor=400
        ),
    )
    # PyTorch counts steps from the first to the last, so it peaks and ends one step earlier
    peak = 0.3 * STEPS - 1
    done = [0.3 * step / peak if step < peak else (step + 1) / STEPS for step in range(STEPS)]

    assert [nn.one_cycle(part) for part in done] == pytest.approx(theirs, abs=1e-5)


def test_a_run_follows_its_schedule(
    torch: Any,
    twin_of: Callable[[nn.Network], Any],
    agree: Callable[..., None],
    dense: Callable[..., nn.Network],
    digits: nn.datasets.Split,
) -> None:
    network, batch = dense(), digits.between(0, 100)
    twin = twin_of(network)
    optimizer = torch.optim.SGD(twin.parameters, lr=0.2, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    run = nn.train(
        network,
        batch,
        optimizer=nn.SGD(0.2, 0.9),
        epochs=STEPS,
        batch_size=None,
        rng=np.random.default_rng(0),
        schedule=nn.cosine,
    )

    for event in run:
        if isinstance(event, nn.StepFinished):
            optimizer.zero_grad()
            loss = twin.loss(batch)
            loss.backward()
            optimizer.step()
            scheduler.step()
            assert event.loss == pytest.approx(loss.item(), rel=1e-5, abs=1e-6)
    for mine, theirs in zip(network.parameters, twin.parameters, strict=True):
        agree(mine, theirs)
