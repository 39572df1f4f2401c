"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from captum.attr import InputXGradient
from sklearn.metrics import confusion_matrix
from torch.nn.functional import scaled_dot_product_attention

from conundrum.chapters.cnn.experiments import adversarial, looking
from conundrum.chapters.cnn.experiments.attention import attention
from conundrum.data.images import fashion_mnist
from conundrum.models import convnets
from conundrum.models.convnets import predict_images
from conundrum.training.classifiers import pooled_network

rng = np.random.default_rng(0)


def test_the_network_of_the_page_is_the_packages(page):
    network = page.run("block")["network"].double()
    images, _ = fashion_mnist()
    same = pooled_network(images, seed=1).double()
    noise = torch.as_tensor(rng.normal(size=(64, 1, 28, 28)))
    same.train()(noise)  # statistics of its own
    ours, theirs = network.state_dict(), same.state_dict()
    assert len(ours) == len(theirs)
    for (_, mine), (_, other) in zip(ours.items(), theirs.items(), strict=True):
        mine.copy_(other)
    pixels = images.pixels[:20]
    np.testing.assert_allclose(
        predict_images(network, pixels), predict_images(same, pixels), atol=1e-8
    )


def test_the_confusion_matrix_is_scikit_learns(page):
    by_hand = page.function("confusion_matrix")
    true, named = rng.integers(0, 10, (2, 300))
    np.testing.assert_array_equal(
        by_hand(true, named, 10),
        confusion_matrix(true, named, labels=np.arange(10)),
    )


def test_gradient_times_input_is_captums(page):
    by_hand = page.function("gradient_times_input")
    images, _ = fashion_mnist()
    network = pooled_network(images, seed=2).double().eval()
    pixels = images.pixels[:5].astype(float)
    expected = InputXGradient(network).attribute(torch.tensor(pixels, requires_grad=True), target=3)
    np.testing.assert_allclose(
        by_hand(network, pixels, 3), expected.detach().numpy().sum(axis=1), atol=1e-10
    )


def test_the_class_activation_map_of_the_page_is_the_packages(page):
    images, _ = fashion_mnist()
    network = pooled_network(images, seed=2).eval()
    found = looking.class_activation(network, images.pixels[4], 7)
    by_hand = page.function("class_activation_map")
    np.testing.assert_allclose(by_hand(found.maps, found.weights), found.map)


def test_the_adversarial_step_of_the_page_is_the_packages(page):
    images, _ = fashion_mnist()
    network, few = pooled_network(images, seed=2).eval(), images[:5]
    stepped = adversarial._step(few, adversarial.loss_gradient_sign(network, few), 4)
    by_hand = page.function("adversarial_step")(network, few.pixels, few.labels, 4 / 255)
    np.testing.assert_allclose(by_hand, stepped.pixels, atol=1e-6)


def test_the_residual_of_the_page_is_the_packages(page):
    residual = page.run("Residual")["Residual"]
    x = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(0))
    assert torch.equal(residual(torch.tanh)(x), x + torch.tanh(x))
    body = torch.nn.Tanh()
    assert torch.equal(residual(body)(x), convnets.Residual(body)(x))


@pytest.mark.parametrize("scale", [1, 1000])
def test_attention_is_torchs(page, scale):
    names = page.run("by_torch")
    Q, K, V = scale * rng.normal(size=(3, 12, 8))
    expected = scaled_dot_product_attention(*map(torch.as_tensor, (Q, K, V))).numpy()
    np.testing.assert_allclose(names["attention"](Q, K, V), expected, atol=1e-8)
    np.testing.assert_allclose(attention(Q, K, V)[0], expected, atol=1e-8)
    assert (
        np.abs(
            names["attention"](names["Q"], names["K"], names["V"]) - names["by_torch"].numpy()
        ).max()
        < 1e-12
    )
