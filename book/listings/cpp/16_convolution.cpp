// Chapter 16 in C++20: patches as the rows of a matrix, and a queue that is answered in batches.
// Prints: the patches are right, and each image was answered once

#include <algorithm>
#include <atomic>

#include "channel.hpp"
#include "trainer.hpp"

constexpr std::size_t WIDTH = 4, HEIGHT = 3, PATCH = 3;

// ANCHOR: patches
/// Overwrites `rows` with the patches of an image, one a row. The image has a frame of zeros around it.
void patches(std::span<const float> framed, std::span<float> rows) {
    constexpr std::size_t LINE = WIDTH + 2;
    auto place = rows.begin();
    for (std::size_t y = 0; y < HEIGHT; ++y) {
        for (std::size_t x = 0; x < WIDTH; ++x) {
            for (std::size_t dy = 0; dy < PATCH; ++dy) {
                place = std::copy_n(framed.begin() + (y + dy) * LINE + x, PATCH, place);
            }
        }
    }
}
// ANCHOR_END: patches

void check_patches() {
    std::vector<float> framed((WIDTH + 2) * (HEIGHT + 2), 0.0f), rows(WIDTH * HEIGHT * PATCH * PATCH);
    for (std::size_t y = 0; y < HEIGHT; ++y) {
        for (std::size_t x = 0; x < WIDTH; ++x) framed[(y + 1) * (WIDTH + 2) + x + 1] = 1.0f + y * WIDTH + x;
    }
    patches(framed, rows);
    for (std::size_t pixel = 0; pixel < WIDTH * HEIGHT; ++pixel) {
        expect(rows[pixel * PATCH * PATCH + 4] == 1.0f + pixel, "each pixel in the middle of its patch");
    }
    expect(rows[0] == 0.0f && rows[8] == 1.0f + WIDTH + 1, "the corner's neighbours");
}

// ANCHOR: work
/// Answers what comes out of the queue until it is closed and empty: what is waiting, but at most so many at a time.
template <typename T, typename Answer>
void work(Channel<T>& queue, std::size_t most, Answer answer) {
    std::vector<T> batch;
    while (std::optional<T> first = queue.receive()) {
        batch.push_back(std::move(*first));
        while (batch.size() < most) {
            // Nothing more is waiting, or nothing more will come. In either case the batch is answered.
            std::optional<T> next = queue.try_receive();
            if (!next) break;
            batch.push_back(std::move(*next));
        }
        answer(batch);
        batch.clear();
    }
}
// ANCHOR_END: work

/// The mistake: what is in the batch when the queue ends is lost. How many were answered.
std::size_t last_batch_lost(Channel<int>& queue) {
    std::vector<int> batch, answered;
    // ANCHOR: fill
    for (;;) {
        while (batch.size() < 2) {
            std::optional<int> next = queue.receive();
            if (!next) return answered.size();
            batch.push_back(*next);
        }
        answered.insert(answered.end(), batch.begin(), batch.end());
        batch.clear();
    }
    // ANCHOR_END: fill
}

int main() {
    check_patches();

    constexpr int IMAGES = 1000;
    Channel<int> queue;
    std::vector<std::atomic<int>> answers(IMAGES);
    workers(WORKERS + 1, [&](int me) {
        if (me == WORKERS) {
            for (int image = 0; image < IMAGES; ++image) queue.send(image);
            queue.close();
            return;
        }
        work(queue, 16, [&](const std::vector<int>& batch) {
            for (int image : batch) answers[image].fetch_add(1, std::memory_order_relaxed);
        });
    });
    for (const std::atomic<int>& count : answers) expect(count == 1, "each image once");

    Channel<int> three;
    for (int image = 0; image < 3; ++image) three.send(image);
    three.close();
    expect(last_batch_lost(three) == 2, "the third is lost");
    std::puts("the patches are right, and each image was answered once");
}
