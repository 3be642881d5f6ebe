// Chapter 14 in C++20: a parameter server with a bound.
// Prints: nobody was more than 2 steps ahead

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "trainer.hpp"

constexpr int BOUND = 2;

/// What the lock guards.
struct Server {
    Weights weights;
    int version = 0;
    std::vector<int> steps;
    int furthest = 0;

    int ahead(int me) const { return steps[me] - *std::min_element(steps.begin(), steps.end()); }
};

int main() {
    std::mutex mutex;
    std::condition_variable caught_up;
    Server server{Weights(SIZE, 0.0f), 0, std::vector<int>(WORKERS)};

    workers(WORKERS, [&](int me) {
        Weights copy(SIZE), gradient(SIZE);
        for (int step = 0; step < BATCHES_EACH; ++step) {
            // ANCHOR: fetch
            std::unique_lock lock(mutex);
            caught_up.wait(lock, [&] { return server.ahead(me) <= BOUND; });
            server.furthest = std::max(server.furthest, server.ahead(me));
            copy = server.weights;
            const int version = server.version;
            // Nothing keeps you from reading either without the lock. In Rust they are behind it.
            lock.unlock();
            // ANCHOR_END: fetch
            gradient_of(copy, gradient);
            lock.lock();
            const int staleness = server.version - version;
            descend(server.weights, gradient, 1.0f / static_cast<float>(std::max(1, staleness)));
            ++server.version;
            ++server.steps[me];
            lock.unlock();
            caught_up.notify_all();
        }
        // All make as many steps, so nobody waits for one who has left.
    });
    expect(server.version == WORKERS * BATCHES_EACH, "all of them");
    expect(server.furthest <= BOUND, "the bound");
    std::puts("nobody was more than 2 steps ahead");
}
