// Chapter 13 in C++20, the mistake: a stage updates its weight while micro-batches are on their way.
// Prints: no data race, and perhaps two weights in one batch

#include <mutex>

#include "channel.hpp"
#include "trainer.hpp"

/// The weights that two micro-batches of one batch went forward with.
std::vector<float> one_batch() {
    constexpr int micro_batches = 2;
    std::mutex mutex;
    float weight = 1.0f;
    Channel<float> deltas;  // from the later stages, which hand back what they are given
    // ANCHOR: backward
    std::jthread backward([&] {
        while (std::optional<float> gradient = deltas.receive()) {
            // Now? The next micro-batch may not have gone forward yet.
            std::scoped_lock lock(mutex);
            weight += *gradient;
        }
    });
    // ANCHOR_END: backward
    // ANCHOR: forward
    std::vector<float> used;
    for (int micro_batch = 0; micro_batch < micro_batches; ++micro_batch) {
        {
            std::scoped_lock lock(mutex);
            used.push_back(weight);
        }
        deltas.send(used.back());
    }
    deltas.close();
    // ANCHOR_END: forward
    return used;
}

int main() {
    const std::vector<float> used = one_batch();
    expect(used[0] == 1.0f && (used[1] == 1.0f || used[1] == 2.0f), "weights 1, and 1 or 2");
    std::puts("no data race, and perhaps two weights in one batch");
}
