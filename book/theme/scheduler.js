// You are the scheduler: makes the widgets of a page live. What is legal comes from the graph in each
// widget (see stepping.js); here it is shown, and the reader's choices are taken.

"use strict";

(function () {
    /** How long each step stays while a walk is played, in milliseconds. */
    const PLAYED_EVERY = 1300;

    /** An element with a class, a text and attributes. */
    function element(tag, { className = "", text = "", ...attributes } = {}) {
        const made = document.createElement(tag);
        made.className = className;
        made.textContent = text;
        Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
        return made;
    }

    function button(text, className, onClick) {
        const made = element("button", { className, text, type: "button" });
        made.addEventListener("click", onClick);
        return made;
    }

    function storage() {
        try {
            return window.localStorage;
        } catch {
            return null;
        }
    }

    class Scheduler {
        constructor(root) {
            this.root = root;
            this.graph = JSON.parse(root.querySelector("script").textContent);
            this.walk = new Walk(this.graph);
            this.progress = new Progress(this.graph.name, storage());
            this.player = null;
            this.build();
            this.show();
        }

        // --- What there is on the page

        build() {
            const { root, graph } = this;
            root.classList.add("scheduler-live");
            // So that a click anywhere in it takes the keyboard along.
            root.tabIndex = -1;
            root.addEventListener("keydown", (event) => this.key(event));
            this.progressLine = element("p", { className: "scheduler-progress" });
            root.querySelector(".scheduler-goal").after(this.progressLine);
            this.threads = [...root.querySelectorAll(".scheduler-thread")].map((column, number) =>
                this.buildThread(column, number),
            );
            this.shared = element("table", { className: "scheduler-shared" });
            this.status = element("p", { className: "scheduler-status", role: "status", "aria-live": "polite" });
            this.controls = this.buildControls();
            this.taken = element("ol", { className: "scheduler-taken", tabindex: "0", "aria-label": "Steps so far" });
            root.querySelector(".scheduler-still").replaceWith(
                this.sharedBox(), this.status, this.controls, this.taken, this.keys(),
            );
            if (graph.wanted === null) {
                root.classList.add("scheduler-find-all");
            }
        }

        buildThread(column, number) {
            const name = this.graph.threads[number];
            const choices = element("div", { className: "scheduler-choices", role: "group", "aria-label": `Steps of ${name}` });
            const state = element("div", { className: "scheduler-own" });
            column.querySelector(".scheduler-name").after(choices, state);
            return { name, choices, state, lines: [...column.querySelectorAll(".scheduler-code li")] };
        }

        sharedBox() {
            const box = element("div", { className: "scheduler-shared-box" });
            box.append(this.shared);
            return box;
        }

        buildControls() {
            const controls = element("div", { className: "scheduler-controls", role: "group", "aria-label": "Controls" });
            this.undoButton = button("Undo", "", () => this.undo());
            this.restartButton = button("Restart", "", () => this.restart());
            this.hintButton = button("Hint", "", () => this.hint());
            this.playButton = button("", "scheduler-play", () => this.playOrStop());
            controls.append(this.undoButton, this.restartButton, this.hintButton, this.playButton);
            return controls;
        }

        keys() {
            const numbers = this.graph.threads.map((name, number) => `${number + 1} ${name}`).join(", ");
            return element("p", { className: "scheduler-keys", text: `Keys in here: ${numbers}, u undo, r restart, h hint, b play` });
        }

        // --- What the reader does

        key(event) {
            if (event.altKey || event.ctrlKey || event.metaKey) {
                return;
            }
            // mdBook turns pages with the arrow keys, and s, / and ? do things as well: not from in here.
            event.stopPropagation();
            const actions = {
                u: () => this.undo(),
                r: () => this.restart(),
                h: () => this.hint(),
                b: () => this.playOrStop(),
                Escape: () => this.stop(),
            };
            const action = actions[event.key];
            const thread = Number.parseInt(event.key, 10) - 1;
            if (action) {
                event.preventDefault();
                action();
            } else if (thread >= 0 && thread < this.threads.length) {
                event.preventDefault();
                this.stepThread(thread);
            }
        }

        /** One choice is taken; among several the reader is led to the first. */
        stepThread(thread) {
            const choices = this.walk.choicesOf(thread);
            if (choices.length === 1) {
                this.step(choices[0].choice);
            } else if (choices.length > 1) {
                this.stop();
                this.threads[thread].choices.querySelector("button").focus();
            } else {
                this.say(`${this.threads[thread].name} cannot step: it ${this.standstill(thread)}.`);
            }
        }

        step(choice) {
            this.stop();
            const step = this.walk.step(choice);
            const before = new Set(this.progress.endings);
            if (this.walk.ending !== null) {
                this.progress.add(this.walk.ending);
            }
            this.show(step.thread);
            this.say(this.told(step), this.whatNow(before));
        }

        undo() {
            this.stop();
            const step = this.walk.undo();
            this.show(step?.thread);
            this.say(step ? `Taken back: ${this.told(step)}` : "This is the start.");
        }

        restart() {
            this.stop();
            this.walk.restart();
            this.show();
            this.say("At the start.", this.whatNow());
        }

        /** Points at a step towards the goal, or towards an ending that has not been found yet. */
        hint() {
            this.stop();
            const found = this.progress.endings;
            const { wanted, endings } = this.graph;
            const all = endings.every((ending) => found.has(ending));
            const isNew = (ending) => (wanted === null && !all ? !found.has(ending) : this.walk.isWanted(ending));
            const step = this.walk.towards(isNew);
            if (step) {
                this.choiceButton(step)?.focus();
                this.say(`Hint: let ${this.told(step)}`);
            } else if (this.walk.ending !== null && isNew(this.walk.ending)) {
                this.say("You are there.");
            } else {
                this.say("No way leads there from here: undo, or restart.");
            }
        }

        // --- Playing the walk that comes with the widget

        playOrStop() {
            if (this.player !== null) {
                this.stop();
                this.say("Stopped.");
                return;
            }
            const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
            if (still) {
                this.playStep(this.onPlayedWalk() ? this.walk.taken.length : 0);
                return;
            }
            this.walk.restart();
            this.player = window.setInterval(() => {
                if (!this.playStep(this.walk.taken.length)) {
                    this.stop();
                }
            }, PLAYED_EVERY);
            this.show();
            this.say(`Playing ${this.graph.shows}.`);
        }

        /** Takes one step of that walk; whether there are more. */
        playStep(number) {
            if (number === 0) {
                this.walk.restart();
            }
            const step = this.walk.step(this.graph.walk[number]);
            this.show();
            this.say(this.told(step), this.walk.ending === null ? "" : this.endingWords());
            return this.walk.ending === null;
        }

        /** Whether what was taken so far is how that walk begins, and there is more of it. */
        onPlayedWalk() {
            const { taken } = this.walk;
            const { states, walk } = this.graph;
            const begins = taken.every(({ from, step }, number) => states[from].steps[walk[number]] === step);
            return begins && taken.length < walk.length;
        }

        stop() {
            if (this.player !== null) {
                window.clearInterval(this.player);
                this.player = null;
                this.showControls();
            }
        }

        // --- In words

        told(step) {
            return `${this.graph.threads[step.thread]}: ${step.text}.`;
        }

        standstill(thread) {
            const { lines, notes } = this.walk.state.threads[thread];
            return lines.length === 0 ? "has ended" : (notes[0] ?? "waits");
        }

        endingWords() {
            return `It ended with: ${this.walk.ending}.`;
        }

        /** What is next after a step, for those who do not see the buttons; or how it ended. */
        whatNow(before = new Set()) {
            const { graph, progress } = this;
            if (this.walk.ending === null) {
                const threads = this.threads.map(({ name }, thread) => {
                    const choices = this.walk.choicesOf(thread).map((step) => step.text);
                    return `${name} ${choices.length > 0 ? `can: ${choices.join("; or: ")}` : this.standstill(thread)}.`;
                });
                return threads.join(" ");
            }
            const all = progress.countOf(graph.endings) === graph.endings.length;
            const isNew = !before.has(this.walk.ending);
            if (graph.wanted !== null && this.walk.ending === graph.wanted) {
                return `${this.endingWords()} That is the goal!`;
            } else if (graph.wanted === null && all && isNew) {
                return `${this.endingWords()} You have found every ending.`;
            }
            return `${this.endingWords()} Undo or restart to try another order.`;
        }

        /** Shows and announces what happened. What is next is on the buttons, so it is only announced. */
        say(happened, next = "") {
            const shownNext = this.walk.ending === null ? "scheduler-only-announced" : "";
            this.status.replaceChildren(
                element("span", { text: `${happened} ` }),
                element("span", { className: shownNext, text: next }),
            );
        }

        // --- Showing the state

        /** Shows the state; `thread` is the one that has stepped, which keeps the keyboard. */
        show(thread) {
            const hadFocus = this.root.contains(document.activeElement);
            const onChoice = document.activeElement?.closest?.(".scheduler-choices") !== null;
            this.threads.forEach((_, number) => this.showThread(number));
            this.showShared();
            this.showTaken();
            this.showControls();
            this.showProgress();
            if (hadFocus && (onChoice || document.activeElement === document.body)) {
                this.focusNext(thread);
            }
        }

        /** The keyboard stays with the thread that stepped, or goes to one that can, or to Restart. */
        focusNext(thread) {
            const order = thread === undefined ? this.threads : [this.threads[thread], ...this.threads];
            const buttons = order.map(({ choices }) => choices.querySelector("button"));
            (buttons.find((found) => found !== null) ?? this.restartButton).focus();
        }

        showThread(number) {
            const { choices, state, lines } = this.threads[number];
            const shown = this.walk.state.threads[number];
            lines.forEach((line, index) => {
                const isNext = shown.lines.includes(index);
                line.classList.toggle("scheduler-next", isNext);
                isNext ? line.setAttribute("aria-current", "step") : line.removeAttribute("aria-current");
            });
            this.scrollTo(lines[shown.lines[0]]);
            const steps = this.walk.choicesOf(number);
            choices.replaceChildren(
                ...steps.map((step) => this.buildChoice(step)),
                ...(steps.length === 0 ? [element("p", { className: "scheduler-standstill", text: this.standstill(number) })] : []),
            );
            const own = shown.registers.map((value, register) => `${this.graph.registers[number][register]} = ${value}`);
            const notes = steps.length === 0 && shown.lines.length > 0 ? shown.notes.slice(1) : shown.notes;
            state.replaceChildren(
                ...(own.length > 0 ? [element("p", { className: "scheduler-registers", text: own.join(", ") })] : []),
                ...notes.map((note) => element("p", { className: "scheduler-note", text: note })),
            );
        }

        /** Where a listing has no room for all its lines, shows this one: the listing scrolls, not the page. */
        scrollTo(line) {
            const listing = line?.parentElement;
            if (listing) {
                listing.scrollTop = line.offsetTop - listing.offsetTop - (listing.clientHeight - line.offsetHeight) / 2;
            }
        }

        buildChoice(step) {
            const made = button(step.text, "scheduler-choice", () => this.step(step.choice));
            made.dataset.choice = step.choice;
            return made;
        }

        choiceButton(step) {
            return this.root.querySelector(`.scheduler-choice[data-choice="${step.choice}"]`);
        }

        showShared() {
            const head = element("tr");
            const hasNotes = this.graph.states.some(({ shared }) => shared.some(([, note]) => note !== ""));
            const headings = ["shared", this.graph.values, ...(hasNotes ? ["lock"] : [])];
            headings.forEach((text) => head.append(element("th", { text, scope: "col" })));
            const rows = this.walk.state.shared.map(([value, note], number) => {
                const row = element("tr");
                row.append(
                    element("th", { text: this.graph.shared[number], scope: "row" }),
                    element("td", { text: value }),
                    ...(hasNotes ? [element("td", { text: note })] : []),
                );
                return row;
            });
            this.shared.replaceChildren(head, ...rows);
        }

        showTaken() {
            const steps = this.walk.taken.map(({ step }) => element("li", { text: this.told(step) }));
            if (this.walk.ending !== null) {
                steps.push(element("li", { className: "scheduler-ending", text: this.endingWords() }));
            }
            this.taken.replaceChildren(...steps);
            this.taken.scrollTop = this.taken.scrollHeight;
        }

        showControls() {
            this.undoButton.setAttribute("aria-disabled", String(this.walk.taken.length === 0));
            this.playButton.textContent = this.player === null ? `Show me ${this.graph.shows}` : "Stop";
        }

        showProgress() {
            const { endings, wanted } = this.graph;
            const count = this.progress.countOf(endings);
            const done = wanted === null ? count === endings.length : this.progress.endings.has(wanted);
            const found = endings.filter((ending) => this.progress.endings.has(ending)).join("; ");
            const ends = `Endings found: ${count} of ${endings.length}${count > 0 ? ` (${found})` : ""}.`;
            this.progressLine.textContent = done ? `Done ✓ ${ends}` : ends;
            this.root.classList.toggle("scheduler-done", done);
        }
    }

    document.querySelectorAll(".scheduler").forEach((root) => new Scheduler(root));
})();
