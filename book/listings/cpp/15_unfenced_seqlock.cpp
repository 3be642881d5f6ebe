// Chapter 15 in C++20, the mistake: a seqlock whose words are not ordered after its version.
// Prints: the words were read, perhaps of two moments

#include <array>
#include <atomic>
#include <optional>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;

class SeqLock {
public:
    // ANCHOR: seqlock
    /// Overwrites both. For one thread.
    void write(unsigned word) {
        const unsigned now = version.load(memory_order_relaxed);
        version.store(now + 1, memory_order_release);
        words[0].store(word, memory_order_relaxed);
        words[1].store(word, memory_order_relaxed);
        version.store(now + 2, memory_order_release);
    }

    /// Both, if nothing was written meanwhile.
    std::optional<std::array<unsigned, 2>> try_read() const {
        const unsigned before = version.load(memory_order_acquire);
        const std::array read{words[0].load(memory_order_relaxed), words[1].load(memory_order_relaxed)};
        if (before % 2 == 0 && version.load(memory_order_acquire) == before) return read;
        return std::nullopt;
    }
    // ANCHOR_END: seqlock

private:
    std::atomic<unsigned> version = 0;
    std::array<std::atomic<unsigned>, 2> words{};
};

int main() {
    SeqLock shared;
    workers(2, [&](int me) {
        if (me == 0) {
            shared.write(1);
        } else if (auto read = shared.try_read()) {
            expect((*read)[0] <= 1 && (*read)[1] <= 1, "words that somebody wrote");
        }
    });
    expect(shared.try_read() == std::array{1u, 1u}, "what was written, after the join");
    std::puts("the words were read, perhaps of two moments");
}
