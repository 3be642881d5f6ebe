// A drawing of what threads do has one more form, in which two threads fit on a phone beside each other (its name ends
// with `_narrow`). It is shown on a narrow screen. Trees, graphs and charts have one form, and scroll.

"use strict";

{
    const NARROW = matchMedia("screen and (max-width: 620px)");
    const ENDS = /(_narrow)?\.svg$/;
    const drawings = [...document.querySelectorAll('.content img[src*="generated/"][src$=".svg"]')]
        .filter((image) => !/\/(tree|graphs)_/.test(image.src));

    const choose = () => drawings.forEach((image) => {
        image.src = image.getAttribute("src").replace(ENDS, NARROW.matches ? "_narrow.svg" : ".svg");
    });

    if (NARROW.matches) {
        choose();
    }
    NARROW.addEventListener("change", choose);
}
