// How fast, in C++20: counters that share a cache line, and counters that do not.
// Prints: every addition arrived

#include <array>
#include <atomic>
#include <chrono>

#include "trainer.hpp"

constexpr int ADDITIONS = 100'000;

using Counter = std::atomic<long>;

/// Nanoseconds an addition, with a thread for each of the counters.
double nanoseconds(std::span<Counter* const> counters) {
    const auto start = std::chrono::steady_clock::now();
    workers(static_cast<int>(counters.size()), [&](int me) {
        for (int i = 0; i < ADDITIONS; ++i) counters[me]->fetch_add(1, std::memory_order_relaxed);
    });
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    return took.count() / ADDITIONS;
}

int main() {
    // ANCHOR: counters
    // 128 bytes: a line, or a pair of lines. The library names a number of its own,
    // std::hardware_destructive_interference_size, and g++ warns of it, since it depends on the options.
    struct alignas(128) Apart {
        Counter counter = 0;
    };
    struct alignas(128) Together {
        std::array<Counter, 2> counters{};
    };

    Counter one = 0;
    std::array<Apart, 2> apart;
    Together together;

    const double alone = nanoseconds(std::array{&one});
    const double a_line_each = nanoseconds(std::array{&apart[0].counter, &apart[1].counter});
    const double one_line = nanoseconds(std::array{&together.counters[0], &together.counters[1]});
    const double one_for_both = nanoseconds(std::array{&one, &one});
    // ANCHOR_END: counters
    // How long each takes is the machine's business; that all additions arrive is the language's.
    expect(alone > 0.0 && a_line_each > 0.0 && one_line > 0.0 && one_for_both > 0.0, "some time for each");
    expect(one == 3 * ADDITIONS && together.counters[1] == ADDITIONS, "all of them");
    std::puts("every addition arrived");
}
