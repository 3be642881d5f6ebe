// Code that is included from the middle of a file keeps the indentation that it has there. This takes away what
// all lines of a block have in common, so that it fits a narrow screen.
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
}
