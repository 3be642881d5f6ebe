// Chapter 10 in C++20: a notification that nobody waits for, and a wait that is not repeated.
// Prints: nobody keeps a notification, and a round was complete

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "trainer.hpp"

/// Notifies before anybody waits; whether the wait ended with its time.
bool unkept() {
    // ANCHOR: unkept
    std::mutex mutex;
    std::condition_variable ready;
    ready.notify_one();
    std::unique_lock lock(mutex);
    // `wait` would wait for ever, or until it ends for no reason; this gives up.
    const std::cv_status ended = ready.wait_for(lock, std::chrono::milliseconds(10));
    // ANCHOR_END: unkept
    return ended == std::cv_status::timeout;
}

class Meeting {
public:
    explicit Meeting(int workers) : workers(workers) {}

    // ANCHOR: wait
    /// Waits until all have come, or so it thinks; returns which round's weights there are now.
    int wait() {
        std::unique_lock lock(mutex);
        const int number = round;
        if (++arrived == workers) {
            arrived = 0;
            ++round;
            completed.notify_all();
        }
        // `if` where `while` belongs: nobody may have notified it. `wait` with a condition is the loop.
        if (round == number) completed.wait(lock);
        return round;
    }
    // ANCHOR_END: wait

private:
    const int workers;
    std::mutex mutex;
    std::condition_variable completed;
    int arrived = 0;
    int round = 0;
};

int main() {
    // A wait may end early, for no reason; not every time.
    bool unnoticed = false;
    for (int again = 0; again < 100 && !unnoticed; ++again) unnoticed = unkept();
    expect(unnoticed, "a wait that nobody ends");
    Meeting alone(1);
    expect(alone.wait() == 1, "the weights of round 1");
    std::puts("nobody keeps a notification, and a round was complete");
}
