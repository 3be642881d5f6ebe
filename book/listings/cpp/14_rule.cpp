// Chapter 14 in C++20: four rules for a server that is told how stale a gradient is.
// Prints: a gradient that is 4 updates old counts for a quarter

#include <algorithm>
#include <variant>

#include "trainer.hpp"

struct Delivered {
    int staleness;
    int steps;
    int slowest;
};

// ANCHOR: rule
/// A Rust enum is a variant here, with a type for each case; a `switch` would need the bound beside it.
struct Plain {};
struct Aware {};
struct Paced {};
struct Bounded {
    int bound;
};
using Rule = std::variant<Plain, Aware, Bounded, Paced>;

/// By how much a gradient counts: its share of the learning rate.
float share(const Rule& rule, Delivered gradient) {
    if (std::holds_alternative<Aware>(rule)) return 1.0f / std::max(gradient.staleness, 1);
    if (std::holds_alternative<Paced>(rule)) return static_cast<float>(std::max(gradient.slowest, 1)) / gradient.steps;
    return 1.0f;
}

/// Whether a worker may begin a step that is so many steps ahead of the slowest.
bool admits(const Rule& rule, int ahead) {
    const Bounded* bounded = std::get_if<Bounded>(&rule);
    return !bounded || ahead <= bounded->bound;
}
// ANCHOR_END: rule

int main() {
    const Delivered gradient{4, 8, 2};
    expect(share(Plain{}, gradient) == 1.0f && share(Bounded{3}, gradient) == 1.0f, "all of it");
    expect(share(Paced{}, gradient) == 0.25f, "2 steps of 8");
    expect(admits(Bounded{3}, 3) && !admits(Bounded{3}, 4) && admits(Plain{}, 100), "a bound of 3");
    expect(share(Aware{}, gradient) == 0.25f, "a quarter");
    std::puts("a gradient that is 4 updates old counts for a quarter");
}
