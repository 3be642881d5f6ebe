// Chapter 6 in C++20: a server that is asked for the weight and then told another.
// Prints: one or two of two updates arrived

#include <future>
#include <variant>

#include "channel.hpp"
#include "trainer.hpp"

// ANCHOR: messages
struct Get {
    std::promise<float> reply;
};
struct Set {
    float weight;
};
using Message = std::variant<Get, Set>;

float get_then_set() {
    Channel<Message> inbox;
    auto work = [&] {
        Get get;
        std::future<float> answer = get.reply.get_future();
        inbox.send(std::move(get));
        inbox.send(Set{answer.get() + 1.0f});
    };
    std::jthread first(work), second(work);
    float weight = 0.0f;
    // A sender that leaves closes nothing here, so the server counts: two messages from each.
    for (int messages = 0; messages < 4; ++messages) {
        Message message = *inbox.receive();
        if (Get* get = std::get_if<Get>(&message)) {
            get->reply.set_value(weight);
        } else {
            weight = std::get<Set>(message).weight;
        }
    }
    return weight;
}
// ANCHOR_END: messages

int main() {
    const float arrived = get_then_set();
    expect(arrived == 1.0f || arrived == 2.0f, "one or two of two");
    std::puts("one or two of two updates arrived");
}
