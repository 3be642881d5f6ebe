// Where a long name in a table may be broken: after `::`, `_`, `/`, `(` and `<`. A name of ordinary length is broken on a
// narrow screen only.

"use strict";

for (const code of document.querySelectorAll("td code")) {
    const parts = code.textContent.split(/(?<=::|[_/(<])(?=[\w*&])/);
    if (parts.length > 1 && code.textContent.length >= 14 && code.childElementCount === 0) {
        const isLong = code.textContent.length >= 30;
        const breaks = parts.slice(1).flatMap((part) => {
            const mark = document.createElement("wbr");
            mark.classList.toggle("when-narrow", !isLong);
            return [mark, part];
        });
        code.replaceChildren(parts[0], ...breaks);
    }
}
