// Chapter 4 in C++20: from writing to reading, with a gap between the two.
// Prints: others may read and not write

#include <mutex>
#include <shared_mutex>

#include "trainer.hpp"

int main() {
    // ANCHOR: downgrade
    std::shared_mutex mutex;
    float best = 9.0f;
    std::unique_lock writing(mutex);
    best = 1.0f;
    writing.unlock();
    // Here another thread may write: the library has no step that leads from one lock to the other.
    std::shared_lock reading(mutex);
    const float still = best;
    bool others_read, others_write;
    // Another thread has to ask: to try it while one holds the lock oneself is undefined behaviour.
    std::jthread([&] {
        others_read = std::shared_lock(mutex, std::try_to_lock).owns_lock();
        others_write = std::unique_lock(mutex, std::try_to_lock).owns_lock();
    }).join();
    // ANCHOR_END: downgrade
    expect(still == 1.0f, "what was written, for here nobody else writes");
    std::printf("others may %sread and %swrite\n", others_read ? "" : "not ", others_write ? "" : "not ");
}
