// Chapter 8 in C++20: two fences in place of two orders.
// Prints: whoever saw the announcement saw what it announces

#include <atomic>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;

bool publish() {
    std::atomic<int> weight = 0, version = 0;
    bool as_announced = true;
    workers(2, [&](int me) {
        // ANCHOR: fences
        if (me == 0) {
            weight.store(1, memory_order_relaxed);
            // Pairs with the acquire fence, if the load before that one reads from the addition.
            std::atomic_thread_fence(memory_order_release);
            version.fetch_add(1, memory_order_relaxed);
        } else {
            const int announced = version.load(memory_order_relaxed);
            std::atomic_thread_fence(memory_order_acquire);
            as_announced = weight.load(memory_order_relaxed) >= announced;
        }
        // ANCHOR_END: fences
    });
    return as_announced;
}

int main() {
    for (int again = 0; again < 100; ++again) expect(publish(), "what was announced");
    std::puts("whoever saw the announcement saw what it announces");
}
