// Chapter 18 in C++20: a counter in parts, each on a line of its own, and a total when nobody counts any more.
// Prints: 200000 counted

#include <array>
#include <atomic>
#include <cstdio>
#include <new>
#include <thread>

constexpr int WORKERS = 2;
constexpr int TIMES = 100'000;

// ANCHOR: part
// C++17 has a name for it, which not every library defines. It is one number for a whole kind of processor.
#ifdef __cpp_lib_hardware_interference_size
constexpr std::size_t LINE = std::hardware_destructive_interference_size;
#else
constexpr std::size_t LINE = 64;
#endif

struct alignas(LINE) Part {
    std::atomic<long> counted{0};
};
static_assert(sizeof(Part) >= LINE, "an array of them has one on each line");
// ANCHOR_END: part

int main() {
    std::array<Part, WORKERS> parts;
    {
        std::array<std::jthread, WORKERS> workers;
        for (int me = 0; me < WORKERS; ++me) {
            workers[me] = std::jthread([&parts, me] {
                for (int time = 0; time < TIMES; ++time) {
                    parts[me].counted.fetch_add(1, std::memory_order_relaxed);
                }
            });
        }
    }
    // The workers have been joined. Nothing but this comment says so: in Rust, `total` asks for `&mut`.
    long total = 0;
    for (const Part& part : parts) total += part.counted.load(std::memory_order_relaxed);
    std::printf("%ld counted\n", total);
    return total == WORKERS * TIMES ? 0 : 1;
}
