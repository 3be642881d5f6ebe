// The memory model in C++20: a thread is started, looked at, and joined.
// Prints: after the join it is 1

#include <atomic>
#include <thread>

#include "trainer.hpp"

int main() {
    // ANCHOR: join
    std::atomic<float> weight = 0.0f;
    float before;
    {
        std::jthread other([&] { weight.store(1.0f, std::memory_order_relaxed); });
        before = weight.load(std::memory_order_relaxed);
    }  // here the thread is joined
    const float after = weight.load(std::memory_order_relaxed);
    // ANCHOR_END: join
    expect(before == 0.0f || before == 1.0f, "one of the two");
    std::printf("after the join it is %g\n", after);
}
