// What the C++ programs of the book share: the smallest network there is, and a loop over workers.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <thread>
#include <vector>

using Weights = std::vector<float>;

constexpr int WORKERS = 2;
constexpr int BATCHES_EACH = 1000;
constexpr std::size_t SIZE = 10;

/// The gradient of a network whose weights count the updates that arrived: -1 everywhere.
inline void gradient_of(std::span<const float> /* weights */, std::span<float> gradient) {
    for (float& slope : gradient) slope = -1.0f;
}

// ANCHOR: descend
/// One step downhill.
inline void descend(std::span<float> weights, std::span<const float> gradient, float rate) {
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] -= rate * gradient[i];
}
// ANCHOR_END: descend

/// Runs `work` with the number of each worker, and returns when all have ended: a jthread joins by itself.
template <typename Work>
void workers(int count, Work work) {
    std::vector<std::jthread> threads;
    for (int me = 0; me < count; ++me) threads.emplace_back(work, me);
}

/// Ends the program with 1 and a sentence where something that has to be is not.
inline void expect(bool is, const char* what) {
    if (!is) {
        std::fprintf(stderr, "expected: %s\n", what);
        std::exit(1);
    }
}
