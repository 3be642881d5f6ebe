// Chapter 12 in C++20, the mistake: the deque without its fences.
// Prints: alone, the owner gets its task

#include <array>
#include <atomic>
#include <optional>

#include "trainer.hpp"

using std::memory_order_acq_rel, std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;

class Deque {
public:
    // ANCHOR: take
    /// Takes the last task. For the owner alone, once.
    std::optional<int> take() {
        const std::size_t last = bottom.load(memory_order_relaxed) - 1;
        bottom.store(last, memory_order_release);
        std::size_t first = top.load(memory_order_acquire);
        const int task = slots[last].load(memory_order_relaxed);
        // There is another one before it, and so no thief is here yet.
        if (first < last) return task;
        const bool is_mine = first == last && top.compare_exchange_strong(first, first + 1, memory_order_acq_rel,
                                                                          memory_order_relaxed);
        bottom.store(last + 1, memory_order_release);
        return is_mine ? std::optional(task) : std::nullopt;
    }
    // ANCHOR_END: take

private:
    std::atomic<std::size_t> top = 0;
    std::atomic<std::size_t> bottom = 1;
    std::array<std::atomic<int>, 2> slots{7, 8};
};

int main() {
    Deque deque;
    expect(deque.take() == 7, "the task");
    std::puts("alone, the owner gets its task");
}
