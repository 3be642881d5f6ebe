// How much text stands out from what is behind it, by the formula of WCAG 2. These functions run in the page.

/** The themes of the book. */
export const THEMES = ["light", "rust", "coal", "navy", "ayu"];

/** The parts of a page whose text has less than 4.5:1 of contrast with what is behind it. In a drawing that is the last
 * rectangle before the text that lies under its middle. */
export function faint(within) {
    const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas")
        .getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour) => {
        const [red, green, blue] = rgba(colour).map((part) =>
            part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (part) => {
        for (; part; part = part.parentElement) {
            const colour = getComputedStyle(part).backgroundColor;
            if (rgba(colour)[3] === 255) {
                return colour;
            }
        }
        return "white";
    };
    const drawnGround = (text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const under = [...text.ownerSVGElement.querySelectorAll("rect")].filter((rectangle) => {
            const box = rectangle.getBoundingClientRect();
            const isBefore = rectangle.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
            return isBefore && box.left <= x && x <= box.right && box.top <= y && y <= box.bottom &&
                getComputedStyle(rectangle).fill !== "none";
        });
        return under.length > 0 ? getComputedStyle(under.at(-1)).fill : ground(text.ownerSVGElement.parentElement);
    };
    const isDrawn = (part) => part.ownerSVGElement !== undefined;
    const says = (part) => part.checkVisibility() && part.matches(":not(style, title, desc, metadata)") &&
        [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    const parts = [...document.querySelectorAll(`${within}, ${within} *`)].filter(says);
    const contrast = (part) => {
        const style = getComputedStyle(part);
        const colours = isDrawn(part) ? [style.fill, drawnGround(part)] : [style.color, ground(part)];
        const [dark, light] = colours.map(luminance).sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    return { looked: parts.length, faint: parts.filter((part) => contrast(part) < 4.5).map((part) => part.outerHTML.slice(0, 80)) };
}
