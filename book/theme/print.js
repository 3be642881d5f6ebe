// Two editions in print: a handout, and one with every answer. A button in the bar above the page says which.

"use strict";

{
    const KEPT = "racelab-with-answers";
    const bar = document.querySelector("#mdbook-menu-bar .right-buttons");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "edition";
    button.textContent = "Print with answers";
    button.title = "If this is on, what is folded away is printed, too; if it is off, it stays folded";

    /** Prints with answers from now on, or without. */
    const choose = (withAnswers) => {
        document.documentElement.classList.toggle("with-answers", withAnswers);
        button.setAttribute("aria-pressed", String(withAnswers));
    };

    let kept = false;
    try {
        kept = localStorage.getItem(KEPT) === "yes";
    } catch {
        // Then it is the handout, each time.
    }
    choose(kept);
    button.addEventListener("click", () => {
        const withAnswers = button.getAttribute("aria-pressed") !== "true";
        choose(withAnswers);
        try {
            localStorage.setItem(KEPT, withAnswers ? "yes" : "no");
        } catch {
            // Chosen for this page only.
        }
    });
    bar?.prepend(button);

    // What commands print is at most 80 columns wide; a table that is wider gets smaller letters on paper. A line that is
    // longer still is a sentence, and is broken.
    const isTable = (line) => line.length > 100 && line.length <= 130;
    document.querySelectorAll("pre > code.language-text").forEach((code) => {
        const lines = code.textContent.split("\n");
        code.classList.toggle("wide-text", lines.filter(isTable).length > 5);
    });
}
