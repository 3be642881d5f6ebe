// Steps forward and back through each execution of the page. Without this, all of it is there to be read.

"use strict";

class Steps {
    constructor(story) {
        this.story = story;
        this.rows = [...story.querySelectorAll(".step")];
        this.lines = new Map([...story.querySelectorAll(".code li")].map((line) => [line.dataset.at, line]));
        this.status = story.querySelector(".status");
        this.controls = ["Back", "Forward"].map((text, forward) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = text;
            button.addEventListener("click", () => this.go(this.now + (forward ? 1 : -1)));
            return button;
        });
        story.querySelector(".controls").replaceChildren(this.controls[0], " ", this.controls[1]);
        this.rows.forEach((row, number) => row.addEventListener("click", () => this.go(number)));
        story.classList.add("live");
        story.tabIndex = 0;
        this.go(0);
    }

    go(wanted) {
        const last = this.rows.length - 1;
        this.now = Math.min(Math.max(wanted, 0), last);
        this.rows.forEach((row, number) => {
            row.classList.toggle("later", number > this.now);
            row.classList.toggle("now", number === this.now);
        });
        const row = this.rows[this.now];
        this.lines.forEach((line) => line.classList.remove("now"));
        const line = this.lines.get(row.dataset.at);
        line?.classList.add("now");
        line?.scrollIntoView({ block: "nearest" });
        row.scrollIntoView({ block: "nearest" });
        const end = this.now === last ? ` ${this.story.dataset.end}` : "";
        this.status.textContent = `Step ${this.now + 1} of ${last + 1}. ${row.dataset.told}${end}`;
        this.controls[0].setAttribute("aria-disabled", this.now === 0);
        this.controls[1].setAttribute("aria-disabled", this.now === last);
    }

    key(key) {
        const wanted = {
            ArrowRight: this.now + 1,
            ArrowDown: this.now + 1,
            ArrowLeft: this.now - 1,
            ArrowUp: this.now - 1,
            Home: 0,
            End: this.rows.length - 1,
        }[key];
        if (wanted !== undefined) {
            this.go(wanted);
        }
        return wanted !== undefined;
    }
}

const stories = [...document.querySelectorAll(".story")].map((story) => new Steps(story));

// Keys are for the execution that was last looked at; at first, the first.
let current = stories[0];
stories.forEach((steps) => {
    const look = () => { current = steps; };
    steps.story.addEventListener("focusin", look);
    steps.story.addEventListener("click", look);
});

document.addEventListener("keydown", (event) => {
    const isMeant = !(event.altKey || event.ctrlKey || event.metaKey);
    if (isMeant && current?.key(event.key)) {
        event.preventDefault();
    }
});
