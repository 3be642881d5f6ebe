// Chapter 13 in C++20: two stages that hand parcels over, and a layer that is split.
// Prints: each update doubled every weight, and all columns were of one step

#include <array>
#include <barrier>
#include <cmath>

#include "channel.hpp"
#include "trainer.hpp"

constexpr int MICRO_BATCHES = 4;
constexpr int BATCHES = 10;

// ANCHOR: parcel
/// What is handed over for a micro-batch: activations on the way forward, deltas on the way back. It is moved. That
/// nobody keeps a pointer into it is a promise that no compiler checks.
struct Parcel {
    Weights activations;
    Weights deltas;
};
// ANCHOR_END: parcel

/// The way to a neighbour: one channel for each direction.
struct Link {
    Channel<Parcel> forward;
    Channel<Parcel> back;
};

/// A stage with one layer, which multiplies by its only weight. Without a previous stage every input is 1, and without
/// a next one every delta is.
class Stage {
public:
    Stage(Link* previous, Link* next) : previous(previous), next(next) {}

    float run() {
        for (int batch = 0; batch < BATCHES; ++batch) step();
        return weight;
    }

private:
    // ANCHOR: step
    /// One batch: all micro-batches forward, all of them back, one update. The last stage takes each of them back at once.
    void step() {
        float gradient = 0.0f;
        for (int part = 0; part < MICRO_BATCHES; ++part) {
            forward(part);
            if (!next) gradient += backward(part);
        }
        if (next) {
            for (int part = 0; part < MICRO_BATCHES; ++part) gradient += backward(part);
        }
        // Not before: until here some micro-batch may have needed the weight.
        weight += gradient / (MICRO_BATCHES * SIZE);
    }
    // ANCHOR_END: step

    // ANCHOR: forward
    void forward(int part) {
        Parcel& before = befores[part];
        before = previous ? previous->forward.receive().value() : Parcel{Weights(SIZE, 1.0f), Weights(SIZE)};
        Parcel after{Weights(SIZE), Weights(SIZE, 1.0f)};
        for (std::size_t i = 0; i < SIZE; ++i) after.activations[i] = weight * before.activations[i];
        if (next) {
            next->forward.send(std::move(after));
        } else {
            ends[part] = std::move(after);
        }
    }
    // ANCHOR_END: forward

    // ANCHOR: backward
    /// The gradient of this micro-batch. The inputs are needed once more, and that is why they were kept.
    float backward(int part) {
        Parcel before = std::move(befores[part]);
        const Parcel after = next ? next->back.receive().value() : std::move(ends[part]);
        float gradient = 0.0f;
        for (std::size_t i = 0; i < SIZE; ++i) {
            gradient += before.activations[i] * after.deltas[i];
            before.deltas[i] = weight * after.deltas[i];
        }
        if (previous) previous->back.send(std::move(before));
        return gradient;
    }
    // ANCHOR_END: backward

    Link* previous;
    Link* next;
    float weight = 1.0f;
    std::array<Parcel, MICRO_BATCHES> befores;
    std::array<Parcel, MICRO_BATCHES> ends;
};

float pipeline() {
    Link link;
    Stage first(nullptr, &link), second(&link, nullptr);
    std::array<float, 2> weights;
    workers(2, [&](int me) { weights[me] = (me == 0 ? first : second).run(); });
    expect(weights[0] == weights[1], "stages that were updated alike");
    return weights[0];
}

/// Each worker has half of the neurons of a layer. All of them need all outputs.
void split_layer() {
    constexpr std::size_t MINE = SIZE / WORKERS;
    std::array<std::array<Weights, 2>, WORKERS> slots;
    for (auto& turns : slots) turns = {Weights(MINE), Weights(MINE)};
    std::barrier barrier(WORKERS);
    workers(WORKERS, [&](int me) {
        Weights columns(MINE, 0.0f), all(SIZE), gradient(MINE);
        for (int number = 0; number < BATCHES_EACH; ++number) {
            // ANCHOR: exchange
            const int turn = number % 2;
            // Only this worker writes its slots, and a slot is written again two steps later, past a barrier at which
            // nobody arrives before having read it.
            slots[me][turn] = columns;
            barrier.arrive_and_wait();
            auto place = all.begin();
            for (const auto& turns : slots) place = std::copy(turns[turn].begin(), turns[turn].end(), place);
            // ANCHOR_END: exchange
            for (float output : all) expect(output == static_cast<float>(number), "outputs of one step");
            gradient_of(columns, gradient);
            descend(columns, gradient, 1.0f);
        }
    });
}

int main() {
    expect(pipeline() == std::exp2(static_cast<float>(BATCHES)), "twice as much with each update");
    split_layer();
    std::puts("each update doubled every weight, and all columns were of one step");
}
