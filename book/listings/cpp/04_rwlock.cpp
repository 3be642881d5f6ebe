// Chapter 4 in C++20: readers side by side, one writer alone.
// Prints: every update arrived

#include <mutex>
#include <shared_mutex>

#include "trainer.hpp"

class Shared {
public:
    explicit Shared(std::size_t size) : weights(size, 0.0f) {}

    // ANCHOR: copy
    void copy_into(Weights& copy) const {
        std::shared_lock reading(mutex);
        copy = weights;
    }
    // ANCHOR_END: copy

    void train() {
        workers(WORKERS, [this](int) {
            Weights copy(SIZE), gradient(SIZE);
            for (int batch = 0; batch < BATCHES_EACH; ++batch) {
                // ANCHOR: step
                copy_into(copy);
                gradient_of(copy, gradient);
                std::unique_lock writing(mutex);
                descend(weights, gradient, 1.0f);
                // ANCHOR_END: step
            }
        });
    }

    float first() const { return weights[0]; }

private:
    // `mutable`: reading takes the lock, and a reader holds the object as const.
    mutable std::shared_mutex mutex;
    Weights weights;
};

int main() {
    Shared shared(SIZE);
    shared.train();
    expect(shared.first() == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every update arrived");
}
