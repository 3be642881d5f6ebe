// Chapter 6 in C++20: a server with an inbox.
// Prints: every update arrived
//
// The library has no channel, so the inbox is a queue, a lock and a condition variable; the reply is a promise, a channel
// for one message.

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>

#include "trainer.hpp"

// ANCHOR: parcel
/// What a worker sends. It is moved, so that the sender has nothing left to touch; but nothing forbids it to keep a
/// pointer into what it sent.
struct Parcel {
    Weights gradient;
    std::promise<Weights> reply;
};
// ANCHOR_END: parcel

class Inbox {
public:
    explicit Inbox(int senders) : senders(senders) {}

    void send(Parcel parcel) {
        {
            std::scoped_lock lock(mutex);
            waiting.push_back(std::move(parcel));
        }
        changed.notify_one();
    }

    /// A sender has left. In Rust its sender is dropped, and nobody can forget to say so.
    void leave() {
        {
            std::scoped_lock lock(mutex);
            --senders;
        }
        changed.notify_one();
    }

    /// The next parcel, or nothing once all senders have left.
    std::optional<Parcel> receive() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return !waiting.empty() || senders == 0; });
        if (waiting.empty()) return std::nullopt;
        Parcel parcel = std::move(waiting.front());
        waiting.pop_front();
        return parcel;
    }

private:
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Parcel> waiting;
    int senders;
};

void work(Inbox& inbox, Weights weights) {
    // ANCHOR: work
    for (int batch = 0; batch < BATCHES_EACH; ++batch) {
        Parcel parcel{Weights(weights.size()), {}};
        gradient_of(weights, parcel.gradient);
        std::future<Weights> fresh = parcel.reply.get_future();
        inbox.send(std::move(parcel));
        weights = fresh.get();
    }
    inbox.leave();
    // ANCHOR_END: work
}

int main() {
    Weights weights(SIZE, 0.0f);
    Inbox inbox(WORKERS);
    std::vector<std::jthread> threads;
    // std::ref: a thread copies its arguments, unless it is told to refer to them. That they outlive it is the
    // programmer's to see to.
    for (int me = 0; me < WORKERS; ++me) threads.emplace_back(work, std::ref(inbox), weights);
    // ANCHOR: server
    while (std::optional<Parcel> parcel = inbox.receive()) {
        descend(weights, parcel->gradient, 1.0f);
        parcel->reply.set_value(weights);
    }
    // ANCHOR_END: server
    expect(weights[0] == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every update arrived");
}
