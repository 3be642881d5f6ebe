// Chapter 10 in C++20: a meeting made of a lock and a condition variable.
// Prints: every round was complete

#include <array>
#include <atomic>
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
    bool over = false;
};
// ANCHOR_END: round

// ANCHOR: update
/// Makes one update of all parts; ends the round. The caller holds the lock: in Rust that would be a `&mut Round`.
void update(Round& round) {
    Weights& sum = round.parts.front();
    for (int other = 1; other < WORKERS; ++other) {
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += round.parts[other][i];
    }
    descend(round.weights, sum, 1.0f);
    round.arrived = 0;
    ++round.complete;
}
// ANCHOR_END: update

/// Two workers write a part each, meet at a count, and read the other's part.
int meet_at_a_count() {
    int read = 0;
    // ANCHOR: count
    std::atomic<int> arrivals = 0;
    std::array<int, 2> parts{};
    workers(2, [&](int me) {
        parts[me] = 1;
        // ANCHOR: arrive
        // Release, for what was written; acquire, for whoever comes last. With relaxed here, the read below is a data
        // race, though the count is right.
        arrivals.fetch_add(1, std::memory_order_acq_rel);
        // ANCHOR_END: arrive
        while (arrivals.load(std::memory_order_acquire) < 2) std::this_thread::yield();
        const int other = parts[1 - me];
        // ANCHOR_END: count
        if (me == 0) read = other;
    });
    return read;
}

int main() {
    std::mutex mutex;
    std::condition_variable completed;
    Round shared{Weights(SIZE, 0.0f), std::vector<Weights>(WORKERS, Weights(SIZE))};

    auto train = [&](int me) {
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
                completed.wait(lock, [&] { return shared.complete > number || shared.over; });
                if (shared.complete <= number) return;
            }
            copy = shared.weights;
            // ANCHOR_END: meet
        }
    };
    workers(WORKERS, [&](int me) {
        train(me);
        // ANCHOR: leave
        // Whatever the reason: whoever leaves says so. (An exception that left `train` would end the program here.)
        {
            std::scoped_lock lock(mutex);
            shared.over = true;
        }
        completed.notify_all();
        // ANCHOR_END: leave
    });
    expect(shared.weights[0] == WORKERS * BATCHES_EACH, "all of them");
    expect(meet_at_a_count() == 1, "what the other worker wrote");
    std::puts("every round was complete");
}
