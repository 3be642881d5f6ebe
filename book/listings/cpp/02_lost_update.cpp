// Chapter 2 in C++20: two critical sections, and one. Each access is under the lock in both.
// Prints: every update of the right trainer arrived

#include <chrono>
#include <mutex>

#include "trainer.hpp"

/// The mistake: copies under the lock, and writes the whole copy back under the lock.
float lost_update() {
    std::mutex mutex;
    Weights shared(SIZE, 0.0f);
    // ANCHOR: workers
    workers(WORKERS, [&](int) {
        Weights copy(SIZE), gradient(SIZE);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            {
                std::scoped_lock lock(mutex);
                copy = shared;
            }
            gradient_of(copy, gradient);
            descend(copy, gradient, 1.0f);
            std::scoped_lock lock(mutex);
            shared = copy;
        }
    });
    // ANCHOR_END: workers
    return shared[0];
}

/// The fix: the update itself is under the lock.
float mutex_short() {
    std::mutex mutex;
    Weights shared(SIZE, 0.0f);
    workers(WORKERS, [&](int) {
        Weights copy(SIZE), gradient(SIZE);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            // ANCHOR: step
            {
                std::scoped_lock lock(mutex);
                copy = shared;
            }
            gradient_of(copy, gradient);
            std::scoped_lock lock(mutex);
            descend(shared, gradient, 1.0f);
            // ANCHOR_END: step
        }
    });
    return shared[0];
}

/// No data race, nothing lost, and two results: who comes first decides how the sum is rounded.
float race_free() {
    // ANCHOR: two_additions
    std::mutex mutex;
    float weight = 16'777'216.0f;
    workers(2, [&](int me) {
        std::scoped_lock lock(mutex);
        weight += me == 0 ? 1.0f : -16'777'216.0f;
    });
    // ANCHOR_END: two_additions
    return weight;
}

/// A sleep orders nothing: as long as it may be too short, an update may be lost.
int after_a_sleep() {
    // ANCHOR: after_a_sleep
    std::mutex mutex;
    int weight = 0;
    workers(2, [&](int me) {
        if (me == 1) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));  // Surely worker 0 is done by then?
        }
        int copy;
        {
            std::scoped_lock lock(mutex);
            copy = weight;
        }
        std::scoped_lock lock(mutex);
        weight = copy + 1;
    });
    // ANCHOR_END: after_a_sleep
    return weight;
}

int main() {
    const int arrived = after_a_sleep();
    expect(arrived == 1 || arrived == 2, "one or two of two");
    const float sum = race_free();
    expect(sum == 0.0f || sum == 1.0f, "one of two sums");
    expect(mutex_short() == WORKERS * BATCHES_EACH, "all of them");
    // How many the mistake loses differs from run to run; it never has more than there were.
    expect(lost_update() <= WORKERS * BATCHES_EACH, "no more than all of them");
    std::puts("every update of the right trainer arrived");
}
