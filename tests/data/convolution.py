"""Computes what tests/oracle.rs expects of a convolutional network: run `python3 convolution.py` in this folder.

By another library and another road than src/network/convolution: JAX (0.10, float64) convolves, pools and takes the
derivatives by itself.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def case(height, width, filters, classes, images, steps, rate, seed):
    """Draws a dataset and weights, takes `steps` steps on the whole dataset, and records them."""
    random = np.random.default_rng(seed)

    def draw(*shape):
        # Rounded to multiples of 1/64, which single precision represents exactly.
        return np.round(random.normal(size=shape) * 64) / 64

    inputs = draw(images, height, width, 1)
    labels = random.integers(classes, size=images)
    layers, channels = [], 1
    for count in filters:
        layers.append((draw(3, 3, channels, count) / 2, draw(count) / 2))
        height, width, channels = height // 2, width // 2, count
    layers.append((draw(height * width * channels, classes) / 2, draw(classes) / 2))
    record = {
        "height": inputs.shape[1],
        "width": inputs.shape[2],
        "filters": filters,
        "classes": classes,
        "rate": rate,
        "inputs": inputs.ravel().tolist(),
        "labels": labels.tolist(),
        "initial": flat(layers),
        "losses": [],
    }
    loss_and_gradients = jax.value_and_grad(lambda layers: loss(layers, inputs, labels))
    for _ in range(steps):
        value, gradients = loss_and_gradients(layers)
        record["losses"].append(float(value))
        layers = jax.tree.map(lambda weight, slope: weight - rate * slope, layers, gradients)
    record["final"] = flat(layers)
    return record


def loss(layers, images, labels):
    """The mean cross-entropy."""
    for filters, biases in layers[:-1]:
        images = jax.lax.conv_general_dilated(
            images, filters, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        images = jax.nn.relu(images + biases)
        images = jax.lax.reduce_window(images, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    matrix, biases = layers[-1]
    logits = images.reshape(len(images), -1) @ matrix + biases
    return -jax.nn.log_softmax(logits)[jnp.arange(len(labels)), labels].mean()


def flat(layers):
    """All weights, layer after layer: the matrix row after row, then the biases."""
    return np.concatenate([np.ravel(part) for layer in layers for part in layer]).tolist()


if __name__ == "__main__":
    cases = [
        case(4, 6, [5], 3, images=12, steps=5, rate=0.25, seed=1),
        case(7, 5, [3, 4], 3, images=10, steps=5, rate=0.25, seed=2),
        case(8, 8, [4, 6], 4, images=8, steps=3, rate=0.25, seed=3),
    ]
    with open("convolution.json", "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")
