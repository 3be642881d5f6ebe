// What a compiler may do, in C++20. One thread calls these functions: with a second one, three of them would be undefined.
// Prints: flag 1, data 2

#include <atomic>

#include "trainer.hpp"

using std::memory_order_relaxed, std::memory_order_release;

// ANCHOR: wait
void wait_plain(const bool* flag) {
    // C++ even lets the compiler assume that a loop without atomics, volatile or output comes to an end.
    while (!*flag) {
    }
}

void wait_relaxed(const std::atomic<bool>& flag) {
    while (!flag.load(memory_order_relaxed)) {
    }
}
// ANCHOR_END: wait

// ANCHOR: publish
void publish_relaxed(unsigned* data, std::atomic<bool>& flag) {
    *data = 1;
    flag.store(true, memory_order_relaxed);
    *data = 2;
}

void publish_release(unsigned* data, std::atomic<bool>& flag) {
    *data = 1;
    flag.store(true, memory_order_release);
    *data = 2;
}

void publish_atomic(std::atomic<unsigned>& data, std::atomic<bool>& flag) {
    data.store(1, memory_order_relaxed);
    flag.store(true, memory_order_relaxed);
    data.store(2, memory_order_relaxed);
}
// ANCHOR_END: publish

int main() {
    const bool raised = true;
    unsigned data = 0;
    std::atomic<unsigned> atomic = 0;
    std::atomic<bool> flag = false;
    publish_relaxed(&data, flag);
    publish_release(&data, flag);
    publish_atomic(atomic, flag);
    wait_plain(&raised);
    wait_relaxed(flag);
    expect(data == atomic, "the same");
    std::printf("flag %d, data %u\n", flag.load(), data);
}
