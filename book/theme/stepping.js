// Stepping: walks through the graph of a program. No page in here, so that it can be tested by itself.
//
// A graph comes from `racelab book`: states, each with the steps that are legal in it; a state without
// steps has an ending. State 0 is the start.

"use strict";

/** A walk through a graph: where it is, and how it came there. */
class Walk {
    constructor(graph) {
        this.graph = graph;
        this.restart();
    }

    /** Back to the start. */
    restart() {
        this.taken = [];
        this.number = 0;
    }

    /** The state that the walk is in. */
    get state() {
        return this.graph.states[this.number];
    }

    /** How it ended; null while it goes on. */
    get ending() {
        return this.state.ending;
    }

    /** The legal steps of a thread, each with its number among all that are legal now. */
    choicesOf(thread) {
        return this.state.steps
            .map((step, choice) => ({ ...step, choice }))
            .filter((step) => step.thread === thread);
    }

    /** Takes the step with this number, and says which it was. */
    step(choice) {
        const step = this.state.steps[choice];
        this.taken.push({ from: this.number, step });
        this.number = step.to;
        return step;
    }

    /** Takes the last step back, and says which it was; null at the start. */
    undo() {
        const last = this.taken.pop();
        if (!last) {
            return null;
        }
        this.number = last.from;
        return last.step;
    }

    /** Whether the ending is the one to reach. Where none is given, every ending counts. */
    isWanted(ending) {
        return this.graph.wanted === null ? ending !== null : ending === this.graph.wanted;
    }

    /**
     * The first step of a shortest way to an ending for which `wanted` is true; null where no way leads
     * there from here.
     */
    towards(wanted) {
        const seen = new Set([this.number]);
        let reached = [{ number: this.number, first: null }];
        while (reached.length > 0) {
            const next = [];
            for (const { number, first } of reached) {
                const state = this.graph.states[number];
                if (state.ending !== null && wanted(state.ending)) {
                    return first;
                }
                state.steps.forEach((step, choice) => {
                    if (!seen.has(step.to)) {
                        seen.add(step.to);
                        next.push({ number: step.to, first: first ?? { ...step, choice } });
                    }
                });
            }
            reached = next;
        }
        return null;
    }
}

/** Every ending that some walk reaches, sorted. */
function reachable(graph) {
    const seen = new Set([0]);
    const endings = new Set();
    for (const number of seen) {
        const state = graph.states[number];
        state.steps.forEach((step) => seen.add(step.to));
        if (state.ending !== null) {
            endings.add(state.ending);
        }
    }
    return [...endings].sort();
}

/** The endings that this reader has come to, kept by the browser where it lets us. */
class Progress {
    constructor(name, storage) {
        this.key = `racelab.scheduler.${name}`;
        this.storage = storage;
        this.endings = new Set();
        try {
            const kept = JSON.parse(storage.getItem(this.key));
            if (Array.isArray(kept)) {
                kept.forEach((ending) => this.endings.add(ending));
            }
        } catch {
            // No storage, or not what was put there: the progress lasts as long as the page.
        }
    }

    /** Adds an ending. */
    add(ending) {
        this.endings.add(ending);
        try {
            this.storage.setItem(this.key, JSON.stringify([...this.endings]));
        } catch {
            // As above.
        }
    }

    /** How many of these endings have been found. */
    countOf(endings) {
        return endings.filter((ending) => this.endings.has(ending)).length;
    }
}

if (typeof module !== "undefined") {
    module.exports = { Walk, Progress, reachable };
}
