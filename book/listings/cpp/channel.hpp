// A channel for the C++ programs of the book: a queue, a lock and a condition variable, as in chapter 6.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

/// A queue between threads, without a bound. Any thread may send and any may receive.
template <typename T>
class Channel {
public:
    void send(T message) {
        {
            std::scoped_lock lock(mutex);
            waiting.push_back(std::move(message));
        }
        changed.notify_one();
    }

    /// Nothing more will be sent. In Rust the channel knows, by counting its senders.
    void close() {
        {
            std::scoped_lock lock(mutex);
            closed = true;
        }
        changed.notify_all();
    }

    /// Waits for a message; nothing, once the channel is closed and empty.
    std::optional<T> receive() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return !waiting.empty() || closed; });
        return taken();
    }

    /// A message, if one is waiting.
    std::optional<T> try_receive() {
        std::scoped_lock lock(mutex);
        return taken();
    }

private:
    /// The first message. The caller holds the lock.
    std::optional<T> taken() {
        if (waiting.empty()) return std::nullopt;
        std::optional<T> message(std::move(waiting.front()));
        waiting.pop_front();
        return message;
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<T> waiting;
    bool closed = false;
};
