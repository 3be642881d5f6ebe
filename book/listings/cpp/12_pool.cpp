// Chapter 12 in C++20: the deque of Chase and Lev, sleep, and a queue that ends. The library has no pool.
// Prints: every task was run once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "trainer.hpp"

using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release, std::memory_order_seq_cst;

constexpr std::size_t LINE = 128;
constexpr int TASKS = 10'000;

/// Threads for each batch, one for each part. Right, and dear where a part is short.
float spawn_per_batch() {
    Weights weights(SIZE, 0.0f);
    std::vector<Weights> gradients(WORKERS, Weights(SIZE));
    for (int batch = 0; batch < 100; ++batch) {
        // ANCHOR: batch
        {
            std::vector<std::jthread> threads;
            for (Weights& gradient : gradients) {
                threads.emplace_back([&] { gradient_of(weights, gradient); });
            }
        }  // here they are joined
        for (const Weights& gradient : gradients) descend(weights, gradient, 1.0f);
        // ANCHOR_END: batch
    }
    return weights[0];
}

// ANCHOR: deque
/// Tasks of one owner, each a word. Who may call what, no type says: in C++ it is the comment above each function.
class Deque {
public:
    explicit Deque(std::size_t room) : slots(room) {}
    // ANCHOR_END: deque

    bool is_empty() const { return bottom.load(memory_order_relaxed) <= top.load(memory_order_relaxed); }

    // ANCHOR: push
    /// Adds a task; `false` if there is no room for it. For the owner alone.
    bool push(std::uint64_t task) {
        const std::size_t last = bottom.load(memory_order_relaxed);
        // Acquire: pairs with the compare-exchange in `steal`: the thief has read its slot before it is written again.
        if (last - top.load(memory_order_acquire) >= slots.size()) return false;
        slot(last).store(task, memory_order_relaxed);
        // Release: pairs with the acquire load of `bottom` in `steal`, for the slot.
        std::atomic_thread_fence(memory_order_release);
        bottom.store(last + 1, memory_order_relaxed);
        return true;
    }
    // ANCHOR_END: push

    // ANCHOR: take
    /// Takes the task that was pushed last. For the owner alone.
    std::optional<std::uint64_t> take() {
        const std::size_t last = bottom.load(memory_order_relaxed) - 1;
        // From here on this task is not to be stolen, ...
        bottom.store(last, memory_order_relaxed);
        // seq_cst: pairs with the fence in `steal`.
        std::atomic_thread_fence(memory_order_seq_cst);
        std::size_t first = top.load(memory_order_relaxed);
        // ... unless a thief has got so far, ...
        if (first > last) {
            bottom.store(last + 1, memory_order_relaxed);
            return std::nullopt;
        }
        const std::uint64_t task = slot(last).load(memory_order_relaxed);
        if (first < last) return task;
        // ... or it is the very last, which is for whoever moves `top`.
        const bool is_mine = top.compare_exchange_strong(first, first + 1, memory_order_seq_cst, memory_order_relaxed);
        bottom.store(last + 1, memory_order_relaxed);
        return is_mine ? std::optional(task) : std::nullopt;
    }
    // ANCHOR_END: take

    // ANCHOR: steal
    /// Takes the task that was pushed first. For everybody.
    std::optional<std::uint64_t> steal() {
        for (;;) {
            std::size_t first = top.load(memory_order_acquire);
            // seq_cst: pairs with the fence in `take`.
            std::atomic_thread_fence(memory_order_seq_cst);
            // Acquire: pairs with the fence in `push`, for the slot.
            if (bottom.load(memory_order_acquire) <= first) return std::nullopt;
            const std::uint64_t task = slot(first).load(memory_order_relaxed);
            if (top.compare_exchange_strong(first, first + 1, memory_order_seq_cst, memory_order_relaxed)) return task;
        }
    }
    // ANCHOR_END: steal

private:
    std::atomic<std::uint64_t>& slot(std::size_t position) { return slots[position % slots.size()]; }

    // ANCHOR: positions
    /// The position of the first task. Only grows.
    alignas(LINE) std::atomic<std::size_t> top = 1;
    /// The position after the last task. Written by the owner alone.
    alignas(LINE) std::atomic<std::size_t> bottom = 1;
    std::vector<std::atomic<std::uint64_t>> slots;
};
// ANCHOR_END: positions

/// A worker that may sleep.
class Sleeper {
public:
    // ANCHOR: sleep
    /// Sleeps until somebody wakes this worker, unless there is something to do.
    template <typename Something>
    void sleep(Something something) {
        asleep.store(true, memory_order_relaxed);
        // seq_cst: pairs with the fence in `wake`.
        std::atomic_thread_fence(memory_order_seq_cst);
        if (something()) {
            asleep.store(false, memory_order_relaxed);
            return;
        }
        // Looks and sleeps in one step, again and again until the value has changed.
        asleep.wait(true, memory_order_relaxed);
    }
    // ANCHOR_END: sleep

    // ANCHOR: wake
    /// Wakes this worker, if it sleeps. For whoever has just given it something to do.
    void wake() {
        // seq_cst: pairs with the fence in `sleep`.
        std::atomic_thread_fence(memory_order_seq_cst);
        // No handle of the thread is needed, and so no release and acquire: it is found by the atomic's address.
        if (asleep.load(memory_order_relaxed) && asleep.exchange(false, memory_order_relaxed)) asleep.notify_one();
    }
    // ANCHOR_END: wake

private:
    std::atomic<bool> asleep = false;
};

/// An owner that pushes and takes, and a thief that steals and sleeps.
void share() {
    Deque deque(4);
    Sleeper thief;
    std::atomic<bool> over = false;
    std::vector<std::atomic<int>> runs(TASKS);
    auto run = [&](std::uint64_t task) { runs[task].fetch_add(1, memory_order_relaxed); };
    workers(2, [&](int me) {
        if (me == 0) {
            for (std::uint64_t task = 0; task < TASKS; ++task) {
                if (deque.push(task)) {
                    thief.wake();
                } else {
                    run(task);
                }
                if (task % 3 == 0) {
                    if (auto mine = deque.take()) run(*mine);
                }
            }
            while (auto mine = deque.take()) run(*mine);
            over.store(true, memory_order_relaxed);
            thief.wake();
            return;
        }
        while (!over.load(memory_order_relaxed)) {
            if (auto stolen = deque.steal()) {
                run(*stolen);
            } else {
                thief.sleep([&] { return over.load(memory_order_relaxed) || !deque.is_empty(); });
            }
        }
    });
    for (const std::atomic<int>& run_of_one : runs) expect(run_of_one == 1, "each task once");
}

/// The mistake: the worker looks for the end before it looks for a task. How many are run.
int task_left_behind() {
    struct {
        std::vector<int> tasks;
        bool over = false;
    } queue;
    std::mutex mutex;
    std::condition_variable changed;
    // ANCHOR: next
    auto next = [&]() -> std::optional<int> {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !queue.tasks.empty() || queue.over; });
        if (queue.over) return std::nullopt;
        const int task = queue.tasks.back();
        queue.tasks.pop_back();
        return task;
    };
    // ANCHOR_END: next
    int run = 0;
    workers(2, [&](int me) {
        if (me == 0) {
            while (next()) ++run;
            return;
        }
        for (int task = 0; task < 3; ++task) {
            std::scoped_lock lock(mutex);
            queue.tasks.push_back(task);
            changed.notify_one();
        }
        std::scoped_lock lock(mutex);
        queue.over = true;
        changed.notify_one();
    });
    return run;
}

int main() {
    expect(spawn_per_batch() == WORKERS * 100, "all of them");
    share();
    expect(task_left_behind() <= 3, "no more than there were");
    std::puts("every task was run once");
}
