// The two programs on which the book explains exploring, in C++20.
// Prints: one of the outcomes that the book lists

#include <atomic>
#include <mutex>

#include "trainer.hpp"

// ANCHOR: two_workers
int two_workers() {
    std::mutex mutex;
    int weight = 0;
    workers(2, [&](int) {
        int copy;
        {
            std::scoped_lock lock(mutex);
            copy = weight;
        }
        std::scoped_lock lock(mutex);
        weight = copy + 1;
    });
    return weight;
}
// ANCHOR_END: two_workers

// ANCHOR: a_message
std::pair<int, int> a_message() {
    using std::memory_order_relaxed;
    std::atomic<int> weight = 0, ready = 0;
    std::pair<int, int> read;
    workers(2, [&](int me) {
        if (me == 0) {
            weight.store(1, memory_order_relaxed);
            ready.store(1, memory_order_relaxed);
        } else {
            // In braces the values are computed from left to right; as arguments of a function, in any order.
            read = std::pair{ready.load(memory_order_relaxed), weight.load(memory_order_relaxed)};
        }
    });
    return read;
}
// ANCHOR_END: a_message

int main() {
    const int weight = two_workers();
    expect(weight == 1 || weight == 2, "1 or 2");
    const auto [ready, read] = a_message();
    expect(ready <= 1 && read <= 1, "one of four");
    std::puts("one of the outcomes that the book lists");
}
