import torch
from torchvision.transforms import v2

from conundrum.training.augmentation import each_image

IMAGES = torch.arange(40 * 9, dtype=torch.float32).reshape(40, 1, 3, 3)


def generator(seed):
    return torch.Generator().manual_seed(seed)


def test_each_image_is_changed_by_itself():
    changed = each_image(v2.RandomHorizontalFlip())(IMAGES, generator(1))
    flipped = [torch.equal(new, old.flip(-1)) for new, old in zip(changed, IMAGES, strict=True)]
    kept = [torch.equal(new, old) for new, old in zip(changed, IMAGES, strict=True)]
    assert all(f or k for f, k in zip(flipped, kept, strict=True))
    assert 10 < sum(flipped) < 30


def test_the_generator_decides_and_the_global_one_is_left_alone():
    augment = each_image(v2.RandomAffine(20, translate=(0.2, 0.2)))
    before = torch.random.get_rng_state()
    one, same, other = (
        augment(IMAGES, generator(1)),
        augment(IMAGES, generator(1)),
        augment(IMAGES, generator(2)),
    )
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_it_draws_anew_for_the_next_batch():
    augment, draws = each_image(v2.RandomHorizontalFlip()), generator(3)
    assert not torch.equal(augment(IMAGES, draws), augment(IMAGES, draws))
