// Chapter 17 in C++20: the same rows with a lock for each, and with one for all.
// Prints: every change arrived

#include <array>
#include <mutex>

#include "trainer.hpp"

constexpr std::size_t ROWS = 4;
using Row = std::array<float, 8>;
using Copies = std::array<Row, ROWS>;

void add(Row& row, const Row& change) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] += change[i];
}

// ANCHOR: row_locks
/// Rows with a lock each. A worker holds one at a time, and so no two workers can wait for each other.
class RowLocks {
public:
    void read(std::span<const std::size_t> wanted, Copies& copies) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::scoped_lock lock(rows[wanted[i]].mutex);
            copies[i] = rows[wanted[i]].weights;
        }
    }

    void add(std::span<const std::size_t> wanted, const Copies& changes) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::scoped_lock lock(rows[wanted[i]].mutex);
            ::add(rows[wanted[i]].weights, changes[i]);
        }
    }

private:
    struct Locked {
        std::mutex mutex;
        Row weights{};
    };

    std::array<Locked, ROWS> rows;
};
// ANCHOR_END: row_locks

// ANCHOR: one_lock
/// All rows behind one lock.
class OneLock {
public:
    void read(std::span<const std::size_t> wanted, Copies& copies) {
        std::scoped_lock lock(mutex);
        for (std::size_t i = 0; i < wanted.size(); ++i) copies[i] = rows[wanted[i]];
    }

    void add(std::span<const std::size_t> wanted, const Copies& changes) {
        std::scoped_lock lock(mutex);
        for (std::size_t i = 0; i < wanted.size(); ++i) ::add(rows[wanted[i]], changes[i]);
    }

private:
    std::mutex mutex;
    std::array<Row, ROWS> rows{};
};
// ANCHOR_END: one_lock

/// Each worker adds 1 to two rows, again and again; what one of the weights is in the end.
template <typename Rows>
float trained() {
    Rows rows;
    workers(WORKERS, [&](int me) {
        // Each begins with another row: with two locks held at a time this would be a deadlock.
        const std::array<std::size_t, 2> wanted{me == 0 ? 0u : 1u, me == 0 ? 1u : 0u};
        Copies copies{}, ones{};
        for (Row& row : ones) row.fill(1.0f);
        for (int batch = 0; batch < BATCHES_EACH; ++batch) {
            rows.read(wanted, copies);
            rows.add(wanted, ones);
        }
    });
    const std::array<std::size_t, 1> first{0};
    Copies copies{};
    rows.read(first, copies);
    return copies[0][0];
}

int main() {
    expect(trained<RowLocks>() == WORKERS * BATCHES_EACH, "all of them");
    expect(trained<OneLock>() == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every change arrived");
}
