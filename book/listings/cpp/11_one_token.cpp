// Chapter 11 in C++20: instead of park and unpark, a semaphore. It keeps what comes early, and it counts.
// Prints: woken

#include <semaphore>

#include "trainer.hpp"

// ANCHOR: token
/// The library parks no thread by its handle. A semaphore belongs to nobody, and keeps every release: with it, two are
/// two. (A binary_semaphore has room for one, and a second release is undefined behaviour, not lost.)
void woken(int times) {
    std::counting_semaphore<> tokens(0);
    std::jthread waker([&] {
        for (int again = 0; again < times; ++again) tokens.release();
    });
    for (int again = 0; again < times; ++again) tokens.acquire();
}
// ANCHOR_END: token

int main() {
    woken(1);
    woken(2);
    std::puts("woken");
}
