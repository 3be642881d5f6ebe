// Chapter 3 in C++20: what is held for how long, several locks, and what a lock hands over.
// Prints: every update arrived, no deadlock, and the note says 7

#include <algorithm>
#include <array>
#include <mutex>

#include "trainer.hpp"

/// The lock is held for the whole step: right, and no faster than one thread.
float whole_step() {
    std::mutex mutex;
    Weights shared(SIZE, 0.0f);
    workers(WORKERS, [&](int) {
        Weights gradient(SIZE);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            // ANCHOR: step
            // Held to the end of the block: the gradient is computed under it, too.
            std::scoped_lock lock(mutex);
            gradient_of(shared, gradient);
            descend(shared, gradient, 1.0f);
            // ANCHOR_END: step
        }
    });
    return shared[0];
}

/// A lock for each layer, one taken after the other.
class Layers {
public:
    // ANCHOR: copy
    void copy_into(Weights& copy) {
        auto place = copy.begin();
        for (Layer& layer : layers) {
            std::scoped_lock lock(layer.mutex);
            place = std::copy(layer.weights.begin(), layer.weights.end(), place);
        }
    }
    // ANCHOR_END: copy

    void apply(const Weights& gradient) {
        std::span<const float> left(gradient);
        for (Layer& layer : layers) {
            std::scoped_lock lock(layer.mutex);
            descend(layer.weights, left.first(layer.weights.size()), 1.0f);
            left = left.subspan(layer.weights.size());
        }
    }

private:
    struct Layer {
        std::mutex mutex;
        Weights weights = Weights(SIZE / 2, 0.0f);
    };

    std::array<Layer, 2> layers;
};

float per_layer() {
    Layers shared;
    Weights trained(SIZE);
    workers(WORKERS, [&](int) {
        Weights copy(SIZE), gradient(SIZE);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            shared.copy_into(copy);
            gradient_of(copy, gradient);
            shared.apply(gradient);
        }
    });
    shared.copy_into(trained);
    return trained[SIZE - 1];
}

/// Each worker names the two layers in another order. `scoped_lock` of both does not mind.
void lock_both() {
    // ANCHOR: order
    std::mutex first, second;
    workers(WORKERS, [&](int me) {
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            // Both at once: std::scoped_lock takes them without a deadlock, in whatever order they are named.
            // Two lines, each with one lock, would be the mistake.
            if (me == 0) {
                std::scoped_lock both(first, second);
            } else {
                std::scoped_lock both(second, first);
            }
        }
    });
    // ANCHOR_END: order
}

/// Worker 0 writes a note and raises a flag; worker 1 waits for the flag and reads the note.
int hand_over() {
    // ANCHOR: hand_over
    int note = 0;  // guarded by nothing
    bool flag = false;
    std::mutex mutex;  // guards the flag: nothing but this comment says so
    int read = 0;
    workers(2, [&](int me) {
        if (me == 0) {
            note = 7;
            std::scoped_lock lock(mutex);
            flag = true;
            return;
        }
        auto is_up = [&] {
            std::scoped_lock lock(mutex);
            return flag;
        };
        while (!is_up()) std::this_thread::yield();
        read = note;
    });
    // ANCHOR_END: hand_over
    return read;
}

int main() {
    constexpr float all = WORKERS * BATCHES_EACH;
    expect(whole_step() == all && per_layer() == all, "all of them");
    lock_both();
    expect(hand_over() == 7, "7");
    std::puts("every update arrived, no deadlock, and the note says 7");
}
