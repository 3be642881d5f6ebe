// Chapter 3 in C++20: two locks without an order of their own, and what a lock hands over.
// Prints: no deadlock, and the note says 7

#include <mutex>

#include "trainer.hpp"

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
    lock_both();
    expect(hand_over() == 7, "7");
    std::puts("no deadlock, and the note says 7");
}
