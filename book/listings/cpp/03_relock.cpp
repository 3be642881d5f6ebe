// Chapter 3 in C++20: a function that holds the lock calls one that takes it.
// Prints: norm 2.5

#include <cmath>
#include <mutex>

#include "trainer.hpp"

// ANCHOR: relock
/// With a std::mutex the second lock would be undefined behaviour. A recursive_mutex counts how often its own thread has
/// locked it: no deadlock, but the inner function may find what the outer one has only half changed.
std::recursive_mutex mutex;
Weights weights{3.0f, 4.0f};

float norm() {
    std::scoped_lock lock(mutex);
    float sum = 0.0f;
    for (float weight : weights) sum += weight * weight;
    return std::sqrt(sum);
}

float halve_and_measure() {
    std::scoped_lock lock(mutex);
    for (float& weight : weights) weight /= 2.0f;
    return norm();
}
// ANCHOR_END: relock

int main() {
    std::printf("norm %g\n", halve_and_measure());
}
