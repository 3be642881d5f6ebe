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

/// Hogwild: the whole step of a worker.
float hogwild() {
    std::vector<std::atomic<float>> weights(SIZE);
    std::atomic<int> version = 0;
    workers(WORKERS, [&](int) {
        Weights copy(SIZE), gradient(SIZE);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            // ANCHOR: step
            for (std::size_t i = 0; i < SIZE; ++i) copy[i] = weights[i].load(memory_order_relaxed);
            gradient_of(copy, gradient);
            for (std::size_t i = 0; i < SIZE; ++i) add(weights[i], -gradient[i]);
            // Release: pairs with an acquire load by whoever wants to know how far training has got (chapter 8).
            version.fetch_add(1, std::memory_order_release);
            // ANCHOR_END: step
        }
    });
    return weights[SIZE - 1];
}

/// Stronger orders glue nothing together. (`weight = weight + 1`, which is seq_cst twice, does not either.)
int two_steps() {
    // ANCHOR: two_steps
    std::atomic<int> weight = 0;
    workers(2, [&](int) {
        weight.store(weight.load(std::memory_order_acquire) + 1, std::memory_order_release);
    });
    // ANCHOR_END: two_steps
    return weight;
}

int main() {
    expect(hogwild() == WORKERS * BATCHES_EACH, "all of them");
    const int left = two_steps();
    expect(left == 1 || left == 2, "one or two of two");
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
