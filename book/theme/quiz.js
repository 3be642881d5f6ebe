// Quizzes: which of these can happen? The answers stand in the page, for those without JavaScript, folded
// away; this checks what was ticked against them.

"use strict";

/** What to say of what was ticked, given for each value in turn whether it can happen. */
function judged(possible, ticked) {
    const count = (isOne) => possible.filter((can, index) => isOne(can, ticked[index])).length;
    const missed = count((can, tick) => can && !tick);
    const wrong = count((can, tick) => !can && tick);
    if (missed === 0 && wrong === 0) {
        return { right: true, words: "Right: these can happen, and no others." };
    }
    const words = [];
    if (missed > 0) {
        words.push(`${missed} more can happen`);
    }
    if (wrong > 0) {
        words.push(`${wrong} of those you ticked cannot happen`);
    }
    return { right: false, words: `Not quite: ${words.join(", and ")}. The answer says why.` };
}

if (typeof module !== "undefined") {
    module.exports = { judged };
}

if (typeof document !== "undefined") {
    document.querySelectorAll(".quiz").forEach((root) => {
        const form = root.querySelector("form");
        const boxes = [...form.querySelectorAll("input")];
        const answers = [...root.querySelectorAll(".quiz-answers > li")];
        const possible = answers.map((answer) => answer.dataset.possible === "yes");
        const check = document.createElement("button");
        check.className = "quiz-check";
        check.textContent = "Check";
        const result = document.createElement("p");
        result.className = "quiz-result";
        result.setAttribute("role", "status");
        form.append(check, result);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const ticked = boxes.map((box) => box.checked);
            const { right, words } = judged(possible, ticked);
            result.textContent = words;
            root.classList.toggle("quiz-right", right);
            answers.forEach((answer, index) => {
                answer.classList.toggle("quiz-missed", possible[index] !== ticked[index]);
            });
            root.querySelector(".quiz-answer").open = true;
        });
        form.addEventListener("change", () => {
            result.textContent = "";
            root.classList.remove("quiz-right");
        });
        // mdBook turns pages with the arrow keys, and s, / and ? do things as well: not from in here.
        form.addEventListener("keydown", (event) => {
            if (!event.altKey && !event.ctrlKey && !event.metaKey) {
                event.stopPropagation();
            }
        });
    });
}
