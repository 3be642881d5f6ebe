// Chapter 10 in C++20: a meeting made of a lock and a condition variable.
// Prints: every round was complete

#include <condition_variable>
#include <mutex>

#include "trainer.hpp"

// ANCHOR: round
/// What the lock guards. That it does is said here and nowhere else: the lock stands beside the data, not around it.
struct Round {
    Weights weights;
    std::vector<Weights> parts;
    int arrived = 0;
    int complete = 0;
};
// ANCHOR_END: round

void update(Round& round) {
    for (const Weights& part : round.parts) descend(round.weights, part, 1.0f);
    round.arrived = 0;
    ++round.complete;
}

int main() {
    std::mutex mutex;
    std::condition_variable completed;
    Round shared{Weights(SIZE, 0.0f), std::vector<Weights>(WORKERS, Weights(SIZE))};

    workers(WORKERS, [&](int me) {
        Weights copy(SIZE, 0.0f), gradient(SIZE);
        for (int number = 0; number < BATCHES_EACH; ++number) {
            gradient_of(copy, gradient);
            // ANCHOR: meet
            std::unique_lock lock(mutex);
            std::swap(shared.parts[me], gradient);
            if (++shared.arrived == WORKERS) {
                update(shared);
                completed.notify_all();
            } else {
                // With a condition it is a loop. `wait(lock)` alone is the mistake: C++ lets it end for no reason, too.
                completed.wait(lock, [&] { return shared.complete > number; });
            }
            copy = shared.weights;
            // ANCHOR_END: meet
        }
    });
    expect(shared.weights[0] == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every round was complete");
}
