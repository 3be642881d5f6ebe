// Chapter 11 in C++20: a trainer whose jobs and answers are all promised before it begins.
// Prints: every update arrived

#include <deque>
#include <future>

#include "trainer.hpp"

struct Parcel {
    Weights weights;
    Weights gradient;
};

struct Turn {
    std::future<Parcel> job;
    std::promise<Parcel> answer;
};

// ANCHOR: work
/// A worker's side: a job, a gradient, and so on.
void work(std::deque<Turn> turns) {
    for (Turn& turn : turns) {
        // An exception, if the trainer has left: it ends the program, unless somebody catches it.
        Parcel parcel = turn.job.get();
        gradient_of(parcel.weights, parcel.gradient);
        turn.answer.set_value(std::move(parcel));
    }
}
// ANCHOR_END: work

int main() {
    Weights weights(SIZE, 0.0f);
    std::deque<std::promise<Parcel>> jobs;
    std::deque<std::future<Parcel>> answers;
    std::vector<std::deque<Turn>> turns(WORKERS);
    for (int batch = 0; batch < BATCHES_EACH; ++batch) {
        for (std::deque<Turn>& own : turns) {
            Turn turn{jobs.emplace_back().get_future(), {}};
            answers.push_back(turn.answer.get_future());
            own.push_back(std::move(turn));
        }
    }
    std::vector<std::jthread> threads;
    for (std::deque<Turn>& own : turns) threads.emplace_back(work, std::move(own));
    // ANCHOR: trainer
    auto job = jobs.begin();
    for (; job != jobs.begin() + WORKERS; ++job) job->set_value({weights, Weights(SIZE)});
    for (std::future<Parcel>& answer : answers) {
        Parcel parcel = answer.get();
        descend(weights, parcel.gradient, 1.0f);
        // The next job is that of the same worker: the others have theirs.
        if (job != jobs.end()) {
            parcel.weights = weights;
            job++->set_value(std::move(parcel));
        }
    }
    // ANCHOR_END: trainer
    expect(weights[0] == WORKERS * BATCHES_EACH, "all of them");
    std::puts("every update arrived");
}
