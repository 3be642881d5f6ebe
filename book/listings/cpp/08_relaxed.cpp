// Chapter 8 in C++20, the mistake: a version that announces nothing. It is a race condition and no data race.
// Prints: with x86 it hides, and elsewhere it may show

#include <atomic>
#include <utility>

#include "trainer.hpp"

using std::memory_order_relaxed;

class Published {
public:
    // ANCHOR: publish
    /// Stores a new weight and announces it.
    std::pair<int, float> publish(float update) {
        weight.store(update, memory_order_relaxed);
        // One more update: this announces the store above, or so it was meant.
        return {version.fetch_add(1, memory_order_relaxed) + 1, update};
    }
    // ANCHOR_END: publish

    // ANCHOR: read
    /// Reads the version, and then the weight.
    std::pair<int, float> read() const {
        // Two statements: in which order C++ computes the arguments of a function is up to the compiler.
        const int announced = version.load(memory_order_relaxed);
        return {announced, weight.load(memory_order_relaxed)};
    }
    // ANCHOR_END: read

private:
    std::atomic<float> weight = 0.0f;
    std::atomic<int> version = 0;
};

int main() {
    Published shared;
    std::pair<int, float> seen;
    workers(2, [&](int me) {
        if (me == 0) {
            shared.publish(1.0f);
        } else {
            seen = shared.read();
        }
    });
    expect(seen.first <= 1 && seen.second <= 1.0f, "one of four outcomes");
    expect(shared.read() == std::pair(1, 1.0f), "version 1 and weight 1 after the join");
    std::puts("with x86 it hides, and elsewhere it may show");
}
