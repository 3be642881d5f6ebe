// Code that is included from the middle of a file keeps the indentation that it has there. This takes away what
// all lines of a block have in common, so that it fits a narrow screen. And it tells a comment that has lines of its own,
// which may be broken, from one after code, which would read as code if it were.
"use strict";

/** Takes `width` spaces from the start of each line of `code`, whose words are in elements of their own. */
function dedent(code, width) {
    const nodes = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let atStart = true;
    while (nodes.nextNode()) {
        const text = nodes.currentNode.data;
        nodes.currentNode.data = text.replace(/(^|\n)( +)/g, (found, lineBreak, spaces) =>
            lineBreak || atStart ? lineBreak + spaces.slice(width) : found,
        );
        atStart = text.endsWith("\n");
    }
}

for (const code of document.querySelectorAll("pre > code:is(.language-rust, .language-cpp)")) {
    const lines = code.textContent.split("\n").filter((line) => line.trim() !== "");
    const width = Math.min(...lines.map((line) => line.search(/\S/)));
    if (lines.length > 0 && width > 0) {
        dedent(code, width);
    }
    for (const comment of code.querySelectorAll(".hljs-comment")) {
        const before = document.createRange();
        before.setStart(code, 0);
        before.setEndBefore(comment);
        const start = before.toString().split("\n").pop();
        if (start.trim() === "" && !comment.textContent.includes("\n")) {
            comment.classList.add("own-line");
            comment.style.setProperty("--indent", `${start.length}ch`);
            comment.style.setProperty("--sign", `${comment.textContent.match(/^\S*\s/)?.[0].length ?? 0}ch`);
        }
    }
}
