// Chapter 7 in C++20: a list of free buffers whose head compare-exchange takes for unchanged.
// Prints: a buffer was taken and given back

#include <array>
#include <atomic>

#include "trainer.hpp"

using std::memory_order_acq_rel, std::memory_order_acquire, std::memory_order_relaxed;

// ANCHOR: pool
/// Buffers 0, 1 and 2 are free, in this order; 3 is the end of the list.
class Pool {
public:
    // ANCHOR: take
    std::size_t take() {
        std::size_t taken = first.load(memory_order_acquire);
        // If `taken` is still the first, is what was read from `next` still the one after it? (If it is not the first,
        // compare_exchange puts into `taken` what is, and the argument is computed again.)
        while (!first.compare_exchange_strong(taken, next[taken].load(memory_order_relaxed), memory_order_acq_rel,
                                              memory_order_acquire)) {
        }
        return taken;
    }
    // ANCHOR_END: take

    void give_back(std::size_t buffer) {
        std::size_t found = first.load(memory_order_acquire);
        do {
            next[buffer].store(found, memory_order_relaxed);
        } while (!first.compare_exchange_strong(found, buffer, memory_order_acq_rel, memory_order_acquire));
    }

    std::size_t first_free() const { return first.load(memory_order_acquire); }

private:
    std::atomic<std::size_t> first = 0;
    // The end of the list stands for no buffer, but whoever comes when none is free looks there.
    std::array<std::atomic<std::size_t>, 4> next{1, 2, 3, 3};
};
// ANCHOR_END: pool

/// Whether a buffer ends up owned and free. It takes bad luck.
bool aba() {
    // ANCHOR: workers
    Pool pool;
    std::array<std::size_t, 2> owned;
    workers(2, [&](int me) {
        const std::size_t taken = pool.take();
        if (me == 0) {
            owned[0] = taken;
            return;
        }
        owned[1] = pool.take();
        pool.give_back(taken);
    });
    const std::size_t free = pool.first_free();
    return owned[0] == free || owned[1] == free;
    // ANCHOR_END: workers
}

int main() {
    aba();
    Pool alone;
    alone.give_back(alone.take());
    expect(alone.first_free() == 0, "buffer 0");
    std::puts("a buffer was taken and given back");
}
