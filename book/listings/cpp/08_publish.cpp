// Chapter 8 in C++20: weights, and a version that announces them.
// Prints: whoever read version v found at least v updates

#include <atomic>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;

class Published {
public:
    // ANCHOR: publish
    void publish(int updates) {
        weight.store(updates, memory_order_relaxed);
        // Release: pairs with the acquire in `read`. Leave an order out in C++, and you get seq_cst.
        version.fetch_add(1, memory_order_release);
    }
    // ANCHOR_END: publish

    // ANCHOR: read
    std::pair<int, int> read() const {
        // Acquire: pairs with the release in `publish`.
        int announced = version.load(memory_order_acquire);
        return {announced, weight.load(memory_order_relaxed)};
    }
    // ANCHOR_END: read

private:
    std::atomic<int> weight = 0;
    std::atomic<int> version = 0;
};

/// Worker 1 has nothing to announce; its addition continues the release sequence of worker 0's.
bool release_sequence() {
    std::atomic<int> weight = 0, version = 0;
    bool as_announced = true;
    workers(3, [&](int me) {
        // ANCHOR: sequence
        if (me == 0) {
            weight.store(1, memory_order_relaxed);
            version.fetch_add(1, memory_order_release);
        } else if (me == 1) {
            version.fetch_add(1, memory_order_relaxed);
        } else {
            const int announced = version.load(memory_order_acquire);
            as_announced = announced < 2 || weight.load(memory_order_relaxed) == 1;
        }
        // ANCHOR_END: sequence
    });
    return as_announced;
}

int main() {
    for (int again = 0; again < 100; ++again) expect(release_sequence(), "with version 2, weight 1");
    Published shared;
    workers(2, [&](int me) {
        for (int update = 1; update <= BATCHES_EACH; ++update) {
            if (me == 0) {
                shared.publish(update);
            } else {
                auto [announced, updates] = shared.read();
                expect(updates >= announced, "at least as many updates as were announced");
            }
        }
    });
    std::puts("whoever read version v found at least v updates");
}
