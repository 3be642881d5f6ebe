// Chapter 1 in C++20: training on one thread, and sums of floats.
// Prints: 1.30000007 and 1.29999995, 0 and 1

#include "trainer.hpp"

float train() {
    Weights weights(SIZE, 0.0f), gradient(SIZE);
    // ANCHOR: training
    for (int batch = 0; batch < BATCHES_EACH; ++batch) {
        gradient_of(weights, gradient);
        descend(weights, gradient, 1.0f);
    }
    // ANCHOR_END: training
    return weights[0];
}

/// A compiler may not put these additions into another order, unless it is told that it may: -ffast-math.
void sums() {
    // ANCHOR: sums
    const float a = 0.1f, b = 0.2f, c = 0.4f, d = 0.6f;
    const float one_after_the_other = ((a + b) + c) + d;
    const float half_and_half = (a + b) + (c + d);

    const float large = 16'777'216.0f;  // 2 to the power of 24
    const float added_first = (1.0f + large) - large;
    const float added_last = (large - large) + 1.0f;
    // ANCHOR_END: sums
    std::printf("%.9g and %.9g, %g and %g\n", one_after_the_other, half_and_half, added_first, added_last);
}

int main() {
    expect(train() == BATCHES_EACH, "every update");
    sums();
}
