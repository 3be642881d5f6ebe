// Chapter 7 in C++20: one step in place of two.
// Prints: every addition arrived, in all three ways

#include <atomic>

#include "trainer.hpp"

using std::memory_order_relaxed;

// ANCHOR: load_then_store
/// The mistake where every update has to arrive: two steps.
void add_in_two_steps(std::atomic<float>& weight, float amount) {
    weight.store(weight.load(memory_order_relaxed) + amount, memory_order_relaxed);
}
// ANCHOR_END: load_then_store

// ANCHOR: change
/// Since C++20 a floating-point atomic has fetch_add. (On x86-64 it is the loop below.)
void add(std::atomic<float>& weight, float amount) {
    weight.fetch_add(amount, memory_order_relaxed);
}
// ANCHOR_END: change

// ANCHOR: add
void add_by_compare_exchange(std::atomic<float>& weight, float amount) {
    float current = weight.load(memory_order_relaxed);
    // If it fails, `current` is what was found instead. C++ compares the bits, as Rust's AtomicF32 here does.
    while (!weight.compare_exchange_weak(current, current + amount, memory_order_relaxed)) {
    }
}
// ANCHOR_END: add

// ANCHOR: atomic_ref
/// Plain weights that are atomic for a while. As long as any atomic_ref to a weight exists, all access to it has to
/// go through one: nothing checks that.
void add_to_plain(float& weight, float amount) {
    std::atomic_ref<float>(weight).fetch_add(amount, memory_order_relaxed);
}
// ANCHOR_END: atomic_ref

int main() {
    std::atomic<float> in_two_steps = 0.0f, added = 0.0f, exchanged = 0.0f;
    alignas(std::atomic_ref<float>::required_alignment) float plain = 0.0f;
    workers(WORKERS, [&](int) {
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            add_in_two_steps(in_two_steps, 1.0f);
            add(added, 1.0f);
            add_by_compare_exchange(exchanged, 1.0f);
            add_to_plain(plain, 1.0f);
        }
    });
    const float all = WORKERS * BATCHES_EACH;
    // The workers are joined: what is plain may be read plainly.
    expect(added == all && exchanged == all && plain == all, "all of them");
    expect(in_two_steps <= all, "no more than all of them");
    std::puts("every addition arrived, in all three ways");
}
