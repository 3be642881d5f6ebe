// Chapter 4 in C++20: readers side by side, one writer alone.
// Prints: every update arrived, and the best loss was kept

#include <algorithm>
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

class Best {
public:
    /// The mistake: what was seen under the first lock may be false under the second.
    // ANCHOR: check_then_act
    void keep_if_best(float loss) {
        bool is_best;
        {
            std::shared_lock reading(mutex);
            is_best = loss < best;
        }
        if (is_best) {
            std::unique_lock writing(mutex);
            best = loss;
        }
    }
    // ANCHOR_END: check_then_act

    /// The fix: the first look only saves work. What decides is under the lock that it decides about.
    // ANCHOR: check_again
    void keep_if_still_best(float loss) {
        bool may_be_best;
        {
            std::shared_lock reading(mutex);
            may_be_best = loss < best;
        }
        if (may_be_best) {
            std::unique_lock writing(mutex);
            best = std::min(best, loss);
        }
    }
    // ANCHOR_END: check_again

    float kept() const { return best; }

private:
    std::shared_mutex mutex;
    float best = 9.0f;
};

int main() {
    Best mistaken, best;
    workers(2, [&](int me) {
        const float loss = me == 0 ? 2.0f : 1.0f;
        mistaken.keep_if_best(loss);
        best.keep_if_still_best(loss);
    });
    expect(mistaken.kept() <= 2.0f, "one of the two losses");
    expect(best.kept() == 1.0f, "the best of them");
    Shared shared(SIZE);
    shared.train();
    expect(shared.first() == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every update arrived, and the best loss was kept");
}
