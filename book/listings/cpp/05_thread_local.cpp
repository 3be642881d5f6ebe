// Chapter 5 in C++20: a copy of the weights and two buffers for each worker, and one barrier a round.
// Prints: both workers have the same weights

#include <array>
#include <barrier>

#include "trainer.hpp"

// A line of the cache for each worker's slots: 64 bytes on x86-64, more on some others.
constexpr std::size_t LINE = 64;

struct alignas(LINE) Slots {
    std::array<Weights, 2> turns;
};

int main() {
    std::array<Weights, WORKERS> results;
    std::array<Slots, WORKERS> slots;
    for (Slots& own : slots) own.turns = {Weights(SIZE), Weights(SIZE)};
    std::barrier barrier(WORKERS);

    workers(WORKERS, [&](int me) {
        Weights weights(SIZE, 0.0f);
        // ANCHOR: round
        for (int round = 0; round < BATCHES_EACH; ++round) {
            int turn = round % 2;
            // Only this worker writes its slots. Whoever read this one two rounds ago did so before arriving at
            // the barrier of the last round. That is the whole argument, and no compiler checks it.
            gradient_of(weights, slots[me].turns[turn]);
            barrier.arrive_and_wait();
            for (const Slots& other : slots) descend(weights, other.turns[turn], 1.0f);
        }
        // ANCHOR_END: round
        results[me] = weights;
    });

    expect(results[0] == results[1], "the same weights, bit for bit");
    expect(results[0][0] == WORKERS * BATCHES_EACH, "all of them");
    std::puts("both workers have the same weights");
}
