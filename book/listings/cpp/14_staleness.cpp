// Chapter 14 in C++20: a parameter server with a bound.
// Prints: nobody was more than 2 steps ahead

#include <algorithm>
#include <atomic>
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

    // ANCHOR: ledger
    /// Whether `worker` may begin its next step.
    bool admits(int worker) const { return ahead(worker) <= BOUND; }

    /// `worker` begins a step, with a copy of the weights as they are now: their version.
    int begin(int worker) {
        furthest = std::max(furthest, ahead(worker));
        return version;
    }

    /// `worker` delivers a gradient of the weights of `its` version: by how much it counts.
    float deliver(int worker, int its) {
        const int staleness = version - its;
        ++version;
        ++steps[worker];
        return 1.0f / static_cast<float>(std::max(1, staleness));
    }
    // ANCHOR_END: ledger
};

/// The mistake: the version is read after the lock was let go, and may be that of newer weights.
class Mistaken {
public:
    // ANCHOR: version_after_weights
    std::pair<float, int> fetch() {
        std::unique_lock lock(mutex);
        const float copy = weight;
        lock.unlock();
        // Acquire: pairs with the release in `deliver`. It orders; it does not hold the weight still.
        return {copy, version.load(std::memory_order_acquire)};
    }
    // ANCHOR_END: version_after_weights

    void deliver() {
        std::scoped_lock lock(mutex);
        weight += 1.0f;
        version.fetch_add(1, std::memory_order_release);
    }

private:
    std::mutex mutex;
    float weight = 0.0f;
    std::atomic<int> version = 0;
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
            caught_up.wait(lock, [&] { return server.admits(me); });
            copy = server.weights;
            const int version = server.begin(me);
            // Nothing keeps you from reading either without the lock. In Rust they are behind it.
            lock.unlock();
            // ANCHOR_END: fetch
            gradient_of(copy, gradient);
            // ANCHOR: deliver
            lock.lock();
            const float share = server.deliver(me, version);
            descend(server.weights, gradient, share);
            lock.unlock();
            caught_up.notify_all();
            // ANCHOR_END: deliver
        }
        // All make as many steps, so nobody waits for one who has left.
    });
    expect(server.version == WORKERS * BATCHES_EACH, "all of them");
    expect(server.furthest <= BOUND, "the bound");

    Mistaken mistaken;
    workers(WORKERS, [&](int) {
        for (int step = 0; step < BATCHES_EACH; ++step) {
            const auto [weight, version] = mistaken.fetch();
            expect(static_cast<float>(version) >= weight, "never a version of older weights");
            mistaken.deliver();
        }
    });
    std::puts("nobody was more than 2 steps ahead");
}
