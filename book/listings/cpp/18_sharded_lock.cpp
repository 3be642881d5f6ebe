// Chapter 18 in C++20: a lock for each worker, all of which a writer takes.
// Prints: nobody read half of a write

#include <deque>
#include <mutex>
#include <utility>

#include "trainer.hpp"

// ANCHOR: lock
template <typename T>
class ShardedLock {
public:
    ShardedLock(int workers, T value) : parts(workers), value(std::move(value)) {}

    /// Lends the value to `use_it` for reading. Its worker must not be reading already: that is undefined behaviour.
    template <typename Use>
    auto read(int worker, Use use_it) {
        std::scoped_lock part(parts[worker].mutex);
        return use_it(std::as_const(value));
    }

    /// Lends the value to `use_it` for writing.
    template <typename Use>
    auto write(Use use_it) {
        // All of them, from the first to the last, as every writer does.
        std::vector<std::unique_lock<std::mutex>> held;
        for (Part& part : parts) held.emplace_back(part.mutex);
        return use_it(value);
    }

private:
    struct alignas(64) Part {  // on a cache line of its own
        std::mutex mutex;
    };

    std::deque<Part> parts;
    T value;
};
// ANCHOR_END: lock

int main() {
    ShardedLock<std::pair<int, int>> shared(WORKERS, {0, 0});
    workers(WORKERS, [&](int me) {
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            expect(shared.read(me, [](const auto& both) { return both.first == both.second; }), "two that are equal");
            shared.write([](auto& both) { both = {both.first + 1, both.second + 1}; });
        }
    });
    expect(shared.read(0, [](const auto& both) { return both.second; }) == WORKERS * BATCHES_EACH, "all of them");
    std::puts("nobody read half of a write");
}
