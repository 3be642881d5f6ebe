// Chapter 11 in C++20: a promise that is kept, one that is destroyed before it is, and a value that is taken once.
// Prints: received 7, broken, taken already, and received 7

#include <atomic>
#include <future>
#include <iostream>
#include <optional>
#include <thread>
#include <utility>

// ANCHOR: work
void keep(std::promise<int> answer) {
    answer.set_value(7);
}

void leave(std::promise<int>) {
    // Destroyed without a value: whoever waits gets an exception.
}
// ANCHOR_END: work

// ANCHOR: cell
/// The same made by hand: a value, and an atomic that says that it is there. Whom to wake is the library's to know.
class Cell {
    std::atomic<bool> done = false;
    std::optional<int> value;
    // ANCHOR_END: cell

public:
    void fulfil(int answer) {
        value = answer;
        // Release: pairs with the acquire in `receive`.
        done.store(true, std::memory_order_release);
        // The receiver may have gone on by now. It must not free the cell before this line is through.
        done.notify_one();
    }

    // ANCHOR: receive
    int receive() {
        // Looks and falls asleep in one step, as a thread that parks cannot; and the loop is inside: it returns only
        // when the value is no longer `false`.
        done.wait(false, std::memory_order_acquire);
        return value.value();
    }
    // ANCHOR_END: receive
};

int main() {
    std::promise<int> kept, broken;
    std::future<int> first = kept.get_future(), second = broken.get_future();
    std::jthread keeper(keep, std::move(kept)), leaver(leave, std::move(broken));

    std::cout << "received " << first.get();
    try {
        second.get();
    } catch (const std::future_error& error) {
        std::cout << (error.code() == std::future_errc::broken_promise ? ", broken" : ", something else");
    }
    std::cout << (first.valid() ? ", may be taken again" : ", taken already");

    Cell cell;
    {
        std::jthread worker([&] { cell.fulfil(7); });
        std::cout << ", and received " << cell.receive() << '\n';
    }
}
