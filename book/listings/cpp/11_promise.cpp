// Chapter 11 in C++20: a promise that is kept, one that is destroyed before it is, and a value that is taken once.
// Prints: received 7, broken, taken already

#include <future>
#include <iostream>
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
    std::cout << (first.valid() ? ", may be taken again\n" : ", taken already\n");
}
