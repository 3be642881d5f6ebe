"""Computes what tests/oracle.rs expects of a perceptron: run `python3 perceptron.py` in this folder.

The same mathematics by another road than src/network/perceptron: float64 throughout, a matrix and a
vector of biases for each layer instead of flat weights, log-softmax instead of shifted exponentials,
a one-hot matrix instead of labels, and einsum instead of strides.
"""

import json

import numpy as np


def case(sizes, images, steps, rate, seed):
    """Draws a dataset and weights, takes `steps` steps on the whole dataset, and records them."""
    random = np.random.default_rng(seed)

    def draw(*shape):
        # Rounded to multiples of 1/64, which single precision represents exactly.
        return np.round(random.normal(size=shape) * 64) / 64

    inputs = draw(images, sizes[0])
    labels = random.integers(sizes[-1], size=images)
    layers = [[draw(i, o) / 2, draw(o) / 2] for i, o in zip(sizes, sizes[1:])]
    record = {
        "sizes": sizes,
        "rate": rate,
        "inputs": inputs.ravel().tolist(),
        "labels": labels.tolist(),
        "initial": flat(layers).tolist(),
        "losses": [],
    }
    one_hot = np.eye(sizes[-1])[labels]
    for _ in range(steps):
        loss, gradients = loss_and_gradients(layers, inputs, one_hot)
        record["losses"].append(loss)
        layers = [[w - rate * dw, b - rate * db] for (w, b), (dw, db) in zip(layers, gradients)]
    record["final"] = flat(layers).tolist()
    return record


def loss_and_gradients(layers, inputs, one_hot):
    """The mean cross-entropy, and its derivatives by each layer's matrix and biases."""
    activations, sums = [inputs], []
    for matrix, biases in layers:
        sums.append(np.einsum("ni,io->no", activations[-1], matrix) + biases)
        activations.append(np.maximum(sums[-1], 0))
    log_softmax = sums[-1] - np.log(np.exp(sums[-1]).sum(axis=1, keepdims=True))
    loss = -(one_hot * log_softmax).sum(axis=1).mean()
    delta = (np.exp(log_softmax) - one_hot) / len(inputs)
    gradients = []
    for index in reversed(range(len(layers))):
        gradients.insert(0, (np.einsum("ni,no->io", activations[index], delta), delta.sum(axis=0)))
        if index > 0:
            delta = np.einsum("no,io->ni", delta, layers[index][0]) * np.heaviside(sums[index - 1], 0)
    return loss, gradients


def flat(layers):
    """All weights, layer after layer: the matrix row after row, then the biases."""
    return np.concatenate([part.ravel() for layer in layers for part in layer])


if __name__ == "__main__":
    cases = [
        case([6, 5, 3], images=16, steps=5, rate=0.5, seed=1),
        case([4, 7, 6, 5, 3], images=12, steps=5, rate=0.25, seed=2),
        case([3, 4], images=8, steps=5, rate=1.0, seed=3),
    ]
    with open("perceptron.json", "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")
