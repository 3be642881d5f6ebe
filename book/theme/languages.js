// A listing that has a counterpart in C++20: one of the two is shown, with a switch above. Without JavaScript, and in
// print, both stand one below the other.

"use strict";

const LANGUAGES = ["Rust", "C++20"];
const KEPT = "racelab-language";

/** What the reader chose last, or Rust. */
function chosen() {
    try {
        return localStorage.getItem(KEPT) === LANGUAGES[1] ? LANGUAGES[1] : LANGUAGES[0];
    } catch {
        return LANGUAGES[0];
    }
}

/** Shows one language in every pair of the page. */
function show(language) {
    document.querySelectorAll(".languages").forEach((pair) => {
        pair.dataset.language = language;
        pair.querySelectorAll(".languages-switch button").forEach((button) => {
            button.setAttribute("aria-pressed", String(button.textContent === language));
        });
    });
}

/** Puts a listing and the one after it together under a switch. */
function paired(rust, cpp) {
    const pair = document.createElement("div");
    pair.className = "languages";
    const buttons = document.createElement("div");
    buttons.className = "languages-switch";
    buttons.setAttribute("role", "group");
    buttons.setAttribute("aria-label", "Language of this listing");
    for (const language of LANGUAGES) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = language;
        button.addEventListener("click", () => {
            // The listing that was clicked stays where it is, though those above it change their height.
            const before = button.getBoundingClientRect().top;
            show(language);
            scrollBy(0, button.getBoundingClientRect().top - before);
            try {
                localStorage.setItem(KEPT, language);
            } catch {
                // Then it is chosen for this page only.
            }
        });
        buttons.append(button);
    }
    rust.before(pair);
    pair.append(buttons, rust, cpp);
}

for (const code of document.querySelectorAll("pre > code.language-cpp")) {
    const cpp = code.parentElement;
    const rust = cpp.previousElementSibling;
    if (rust?.querySelector(":scope > code.language-rust")) {
        paired(rust, cpp);
    }
}
show(chosen());
