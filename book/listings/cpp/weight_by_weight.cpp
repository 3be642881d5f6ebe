// How fast, in C++20: all weights at once under a lock, or one atomic after the other.
// Prints: all weights were changed, in each of the three ways

#include <algorithm>
#include <atomic>
#include <mutex>

#include "trainer.hpp"

using std::memory_order_relaxed;

constexpr std::size_t WEIGHTS = 1000;

int main() {
    const Weights gradient(WEIGHTS, -1.0f);
    Weights copy(WEIGHTS);
    // ANCHOR: prices
    std::mutex mutex;
    Weights locked(WEIGHTS, 0.0f);
    std::vector<std::atomic<float>> atomic(WEIGHTS);

    auto copy_under_the_lock = [&] {
        std::scoped_lock lock(mutex);
        copy = locked;
    };
    auto copy_by_loads = [&] {
        for (std::size_t i = 0; i < WEIGHTS; ++i) copy[i] = atomic[i].load(memory_order_relaxed);
    };
    auto change_under_the_lock = [&] {
        std::scoped_lock lock(mutex);
        descend(locked, gradient, 1.0f);
    };
    auto change_by_stores = [&] {
        for (std::size_t i = 0; i < WEIGHTS; ++i) {
            atomic[i].store(atomic[i].load(memory_order_relaxed) - 1.0f * gradient[i], memory_order_relaxed);
        }
    };
    auto change_by_additions = [&] {
        for (std::size_t i = 0; i < WEIGHTS; ++i) atomic[i].fetch_add(-1.0f * gradient[i], memory_order_relaxed);
    };
    // ANCHOR_END: prices
    auto is_everywhere = [&](float wanted) { return std::ranges::all_of(copy, [&](float is) { return is == wanted; }); };
    change_under_the_lock();
    copy_under_the_lock();
    expect(is_everywhere(1.0f), "one change");
    change_by_stores();
    change_by_additions();
    copy_by_loads();
    expect(is_everywhere(2.0f), "two changes");
    std::puts("all weights were changed, in each of the three ways");
}
