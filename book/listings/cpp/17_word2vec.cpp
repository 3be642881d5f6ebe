// Chapter 17 in C++20: a row that threads change without a lock, and without a data race.
// Prints: every weight is one that somebody has written

#include <atomic>
#include <cstddef>

#include "trainer.hpp"

using std::memory_order_relaxed;

constexpr std::size_t WEIGHTS = 64;

// ANCHOR: hogwild
/// On cache lines of its own. The original has `float` here, and with it a data race.
struct alignas(64) Row {
    std::atomic<float> weights[WEIGHTS] = {};
};

void read(const Row& row, float (&copy)[WEIGHTS]) {
    for (std::size_t i = 0; i < WEIGHTS; ++i) {
        copy[i] = row.weights[i].load(memory_order_relaxed);
    }
}

/// What another thread has written since the copy was made is lost.
void write(Row& row, const float (&copy)[WEIGHTS]) {
    for (std::size_t i = 0; i < WEIGHTS; ++i) {
        row.weights[i].store(copy[i], memory_order_relaxed);
    }
}
// ANCHOR_END: hogwild

int main() {
    Row row;
    workers(WORKERS, [&](int) {
        float copy[WEIGHTS];
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            read(row, copy);
            for (float& weight : copy) {
                weight += 1.0f;
            }
            write(row, copy);
        }
    });
    for (const std::atomic<float>& weight : row.weights) {
        const float now = weight.load(memory_order_relaxed);
        expect(now >= 1.0f && now <= WORKERS * BATCHES_EACH, "between one change and all of them");
    }
    std::puts("every weight is one that somebody has written");
}
