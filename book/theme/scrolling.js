// What is wider than the page scrolls within itself: code, drawings, tables. This fades the side on which there is more,
// because most phones and many desktops show no scroll bar until one scrolls, and gives it to the keyboard.

"use strict";

{
    const boxes = document.querySelectorAll(
        ".content :is(pre, pre > code, .table-wrapper, .litmus-box, .scheduler-shared-box, .checkbox-label)",
    );

    /** Marks the sides of a box on which there is more than is to be seen. */
    const mark = (box) => {
        const hidden = box.scrollWidth - box.clientWidth;
        const scrolls = hidden > 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
        box.classList.toggle("more-before", scrolls && box.scrollLeft > 1);
        box.classList.toggle("more-after", scrolls && box.scrollLeft < hidden - 1);
        if (scrolls) {
            box.tabIndex = 0;
        } else if (box.tabIndex === 0) {
            box.removeAttribute("tabindex");
        }
    };

    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
    for (const box of boxes) {
        box.addEventListener("scroll", () => mark(box), { passive: true });
        // mdBook turns pages with the arrow keys: not where they scroll.
        box.addEventListener("keydown", (event) => {
            const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight";
            if (isAcross && event.target === box && box.tabIndex === 0) {
                event.stopPropagation();
            }
        });
        sizes.observe(box);
    }
    // A drawing has its size once it is there, and a font may come late.
    document.querySelectorAll(".checkbox-label > img").forEach((image) =>
        image.addEventListener("load", () => mark(image.parentElement)));
    document.fonts?.ready.then(() => boxes.forEach(mark));
}
