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

int main() {
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
