// How fast, in C++20: steps a share of which holds one lock.
// Prints: a step under the lock keeps the others waiting

#include <chrono>
#include <mutex>

#include "trainer.hpp"

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int STEPS = 3;
constexpr Milliseconds STEP(4);

// ANCHOR: steps
/// How long `count` workers take for `STEPS` steps each, holding the lock for this share of every step.
Milliseconds time(int count, double share) {
    std::mutex mutex;
    const auto start = std::chrono::steady_clock::now();
    workers(count, [&](int) {
        for (int step = 0; step < STEPS; ++step) {
            std::this_thread::sleep_for(STEP * (1.0 - share));  // Others may do this at the same time,
            std::scoped_lock lock(mutex);
            std::this_thread::sleep_for(STEP * share);  // and this one at a time.
        }
    });
    return std::chrono::steady_clock::now() - start;
}
// ANCHOR_END: steps

int main() {
    // A sleep may last longer than it was told to, and never shorter: two workers whose steps are all under the lock
    // take twice as long as their steps at least.
    expect(time(2, 1.0) >= 2 * STEPS * STEP, "one step after the other");
    std::puts("a step under the lock keeps the others waiting");
}
