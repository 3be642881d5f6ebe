// The stepping logic, without a page: on small graphs written here, and on every widget's own graph.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import quiz from "../theme/quiz.js";
import stepping from "../theme/stepping.js";

const { Walk, Progress, reachable } = stepping;

const GENERATED = new URL("../src/generated/", import.meta.url);

/** The graphs of the widgets, from their generated files. */
const graphs = readdirSync(GENERATED)
    .filter((file) => file.startsWith("widget_"))
    .map((file) => {
        const html = readFileSync(new URL(file, GENERATED), "utf8");
        return JSON.parse(html.match(/<script type="application\/json">(.*)<\/script>/)[1]);
    });

/** Whoever steps first wins; the last state is lost for the first. */
const state = (steps, ending = null) => ({ steps: steps.map(([thread, to]) => ({ thread, text: `to ${to}`, to })), ending });
const SMALL = {
    wanted: "one",
    states: [state([[0, 1], [1, 2]]), state([[1, 3]]), state([[0, 4]]), state([], "one"), state([], "two")],
};

/** Plays a walk from the start and says how it ended. */
function play(graph, choices) {
    const walk = new Walk(graph);
    choices.forEach((choice) => walk.step(choice));
    return walk;
}

test("there is a widget for each of the six programs", () => {
    const names = ["lock_order", "lost_update", "message_passing", "message_passing_release_acquire", "store_buffering", "torn_weights"];
    assert.deepEqual(graphs.map((graph) => graph.name).sort(), names);
});

test("a walk goes where its steps go, and back", () => {
    const walk = new Walk(SMALL);
    assert.deepEqual(walk.choicesOf(1), [{ thread: 1, text: "to 2", to: 2, choice: 1 }]);
    assert.equal(walk.undo(), null);
    walk.step(0);
    walk.step(0);
    assert.equal(walk.ending, "one");
    assert.ok(walk.isWanted(walk.ending));
    walk.undo();
    assert.equal(walk.number, 1);
    assert.equal(walk.ending, null);
    walk.restart();
    assert.equal(walk.number, 0);
    assert.deepEqual(walk.taken, []);
});

test("a hint leads to the ending, or says that no way does", () => {
    const walk = new Walk(SMALL);
    assert.equal(walk.towards((ending) => ending === "two").choice, 1);
    walk.step(0);
    assert.equal(walk.towards((ending) => ending === "two"), null);
});

for (const graph of graphs) {
    const of = `${graph.name}: `;

    test(of + "every step leads to a state, and every state without steps has an ending", () => {
        for (const { steps, ending } of graph.states) {
            assert.equal(steps.length === 0, ending !== null);
            for (const { thread, text, to } of steps) {
                assert.ok(graph.states[to], `${text} leads to state ${to}`);
                assert.ok(graph.threads[thread], `${text} is a step of thread ${thread}`);
                assert.ok(text.length > 0);
            }
        }
    });

    test(of + "every state shows as many values, registers and lines as there are", () => {
        for (const { shared, threads, ending } of graph.states) {
            assert.equal(shared.length, graph.shared.length);
            assert.equal(threads.length, graph.threads.length);
            threads.forEach(({ registers }, thread) => assert.equal(registers.length, graph.registers[thread].length));
            assert.ok(ending !== null || threads.some(({ lines }) => lines.length > 0), "somebody is at a line");
        }
    });

    test(of + "no two steps that are legal at one time are called the same", () => {
        for (const { steps } of graph.states) {
            const names = steps.map(({ thread, text }) => `${thread} ${text}`);
            assert.equal(new Set(names).size, names.length, names.join("; "));
        }
    });

    test(of + "undo leads back from every step of every walk, to the same steps as before", () => {
        const visit = (walk, seen) => {
            walk.state.steps.forEach((step, choice) => {
                const before = walk.number;
                walk.step(choice);
                assert.equal(walk.number, step.to);
                if (!seen.has(walk.number)) {
                    seen.add(walk.number);
                    visit(walk, seen);
                }
                assert.equal(walk.undo(), step);
                assert.equal(walk.number, before);
            });
            return seen;
        };
        assert.equal(visit(new Walk(graph), new Set([0])).size, graph.states.length, "every state was seen");
    });

    test(of + "all walks together reach the listed endings and no other", () => {
        assert.deepEqual(reachable(graph), [...graph.endings].sort());
    });

    test(of + "the walk that is played reaches its ending, which is the goal where there is one", () => {
        const walk = play(graph, graph.walk);
        assert.ok(graph.endings.includes(walk.ending));
        assert.ok(walk.isWanted(walk.ending));
    });

    test(of + "whoever follows the hints reaches every ending", () => {
        for (const wanted of graph.endings) {
            const walk = new Walk(graph);
            while (walk.ending === null) {
                walk.step(walk.towards((ending) => ending === wanted).choice);
            }
            assert.equal(walk.ending, wanted);
        }
    });
}

test("without Release and Acquire the old weight can be read after the new version; with them no walk ends so", () => {
    const endings = (name) => reachable(graphs.find((graph) => graph.name === name));
    assert.ok(endings("message_passing").includes("v = 1, w = 0"));
    assert.deepEqual(endings("message_passing_release_acquire"), ["v = 0, w = 0", "v = 0, w = 1", "v = 1, w = 1"]);
});

test("progress is kept by the browser", () => {
    const kept = new Map();
    const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
    new Progress("small", storage).add("one");
    const again = new Progress("small", storage);
    assert.equal(again.countOf(["one", "two"]), 1);
    assert.equal(new Progress("other", storage).countOf(["one", "two"]), 0);
});

test("progress lasts as long as the page where the browser keeps nothing, or something else", () => {
    const refusing = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); } };
    for (const storage of [null, refusing, { getItem: () => "{", setItem() {} }, { getItem: () => "7", setItem() {} }]) {
        const progress = new Progress("small", storage);
        progress.add("one");
        assert.equal(progress.countOf(["one", "two"]), 1);
    }
});

test("a quiz is right when all that can happen is ticked, and nothing else", () => {
    const can = [true, false, true];
    assert.ok(quiz.judged(can, [true, false, true]).right);
    assert.match(quiz.judged(can, [true, false, false]).words, /1 more can happen/);
    assert.match(quiz.judged(can, [true, true, true]).words, /1 of those you ticked cannot happen/);
    assert.match(quiz.judged(can, [false, true, true]).words, /1 more can happen, and 1 of those/);
});
