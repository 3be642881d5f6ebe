// Chapter 15 in C++20: snapshots by hazard pointers. (C++26 has them in its library.)
// Prints: every reader saw weights of one moment

#include <algorithm>
#include <atomic>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release, std::memory_order_seq_cst;

constexpr std::size_t LINE = 128;
constexpr std::size_t READERS = 2;

// ANCHOR: snapshots
/// Copies of the weights, one of which is current. Nothing stops a caller from publishing in two threads.
struct Snapshots {
    struct alignas(LINE) Copy {
        Weights weights = Weights(SIZE, 0.0f);
    };
    struct alignas(LINE) Place {
        std::atomic<std::size_t> reads = NONE;
    };

    static constexpr std::size_t NONE = static_cast<std::size_t>(-1);

    std::vector<Copy> copies = std::vector<Copy>(READERS + 2);
    /// Which copy is current.
    alignas(LINE) std::atomic<std::size_t> current = 0;
    /// Which copy each reader reads, or is about to.
    std::vector<Place> places = std::vector<Place>(READERS);
    // ANCHOR_END: snapshots

    // ANCHOR: publish
    /// Has `write` fill a copy that nobody reads, and makes it the current one. For one thread.
    template <typename Write>
    void publish(Write write) {
        // seq_cst: pairs with the fence in `read`.
        std::atomic_thread_fence(memory_order_seq_cst);
        const std::size_t now = current.load(memory_order_relaxed);
        auto is_free = [&](std::size_t copy) {
            // Acquire: pairs with the release stores in `read`: what was read there comes before what is written here.
            auto leaves_it = [&](const Place& place) { return place.reads.load(memory_order_acquire) != copy; };
            return copy != now && std::all_of(places.begin(), places.end(), leaves_it);
        };
        std::size_t free = 0;
        while (!is_free(free)) ++free;
        write(copies[free].weights);
        // Release: pairs with the acquire in `read`, for the copy.
        current.store(free, memory_order_release);
    }
    // ANCHOR_END: publish

    // ANCHOR: read
    /// Lends what is current to `use`. For one thread a reader.
    template <typename Use>
    void read(std::size_t reader, Use use) {
        std::atomic<std::size_t>& reads = places[reader].reads;
        std::size_t copy = current.load(memory_order_relaxed);
        for (;;) {
            reads.store(copy, memory_order_release);
            // seq_cst: pairs with the fence in `publish`.
            std::atomic_thread_fence(memory_order_seq_cst);
            // Acquire: pairs with the release in `publish`, for the copy.
            const std::size_t now = current.load(memory_order_acquire);
            if (now == copy) break;
            copy = now;
        }
        use(static_cast<const Weights&>(copies[copy].weights));
        // Release: pairs with the acquire in `publish`. (An exception in `use` would skip it: a destructor is safer.)
        reads.store(NONE, memory_order_release);
    }
    // ANCHOR_END: read
};

int main() {
    Snapshots shared;
    workers(READERS + 1, [&](int me) {
        for (int update = 1; update <= BATCHES_EACH; ++update) {
            if (me == 0) {
                shared.publish([&](Weights& weights) { std::fill(weights.begin(), weights.end(), update); });
            } else {
                shared.read(me - 1, [](const Weights& weights) {
                    expect(std::equal(weights.begin() + 1, weights.end(), weights.begin()), "weights of one moment");
                });
            }
        }
    });
    std::puts("every reader saw weights of one moment");
}
