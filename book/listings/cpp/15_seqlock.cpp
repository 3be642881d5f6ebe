// Chapter 15 in C++20: a seqlock.
// Prints: every reader saw words of one moment

#include <algorithm>
#include <atomic>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;

class SeqLock {
public:
    explicit SeqLock(std::size_t size) : words(size) {}

    // ANCHOR: read
    /// Copies all words, of one moment.
    void read(std::vector<unsigned>& copy) const {
        for (;;) {
            // Acquire: pairs with the release store in `write`, for the words of that version.
            const unsigned before = version.load(memory_order_acquire);
            for (std::size_t i = 0; i < words.size(); ++i) copy[i] = words[i].load(memory_order_relaxed);
            // Acquire: pairs with the fence in `write`: with a word of a later version goes that version, below.
            std::atomic_thread_fence(memory_order_acquire);
            if (before % 2 == 0 && version.load(memory_order_relaxed) == before) return;
        }
    }
    // ANCHOR_END: read

    // ANCHOR: write
    /// Overwrites all words. For one thread.
    void write(const std::vector<unsigned>& from) {
        const unsigned now = version.load(memory_order_relaxed);
        version.store(now + 1, memory_order_relaxed);
        // Release: pairs with the fence in `read`: whoever reads one of the words below sees the odd version.
        std::atomic_thread_fence(memory_order_release);
        for (std::size_t i = 0; i < words.size(); ++i) words[i].store(from[i], memory_order_relaxed);
        // Release: pairs with the acquire load in `read`, for the words.
        version.store(now + 2, memory_order_release);
    }
    // ANCHOR_END: write

private:
    /// Odd while the words are being written.
    std::atomic<unsigned> version = 0;
    std::vector<std::atomic<unsigned>> words;
};

int main() {
    SeqLock shared(SIZE);
    workers(2, [&](int me) {
        std::vector<unsigned> copy(SIZE);
        for (int update = 1; update <= BATCHES_EACH; ++update) {
            if (me == 0) {
                shared.write(std::vector<unsigned>(SIZE, update));
            } else {
                shared.read(copy);
                expect(std::equal(copy.begin() + 1, copy.end(), copy.begin()), "words of one moment");
            }
        }
    });
    std::puts("every reader saw words of one moment");
}
