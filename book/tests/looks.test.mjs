// What the book looks like, where a rule can be stated: the switch between languages, the two editions in print, tables
// and drawings on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inBrowser } from "./book.mjs";

const book = inBrowser();

async function open(chapter, options = {}) {
    const page = await book.page(options);
    await page.open(book.address(`${chapter}.html`));
    return page;
}

/** How many elements that match are to be seen. */
const seen = (page, selector) => page.value((wanted) => [...document.querySelectorAll(wanted)]
    .filter((element) => element.checkVisibility()).length, selector);

test("one switch shows the C++ of every listing of a page, and the next page knows", async () => {
    const page = await open("06_channels");
    const pairs = await seen(page, ".languages");
    assert.ok(pairs >= 3, `${pairs} pairs`);
    assert.equal(await seen(page, ".languages > pre > .language-rust"), pairs);
    assert.equal(await seen(page, ".languages > pre > .language-cpp"), 0);
    await page.value(() => document.querySelector(".languages-switch button:last-child").click());
    assert.equal(await seen(page, ".languages > pre > .language-rust"), 0);
    assert.equal(await seen(page, ".languages > pre > .language-cpp"), pairs);
    assert.equal(await seen(page, '.languages-switch button[aria-pressed="true"]'), pairs);
    // What was stored gets from one page to another's a moment later.
    let kept = false;
    for (let left = 40; left > 0 && !kept; left -= 1) {
        const other = await book.page({ beside: page });
        await other.open(book.address("07_atomics.html"));
        kept = (await seen(other, ".languages > pre > .language-cpp")) > 0;
    }
    assert.ok(kept, "the choice is kept");
    assert.deepEqual(page.complaints, []);
});

test("without JavaScript the C++ stands below the Rust", async () => {
    const page = await open("07_atomics", { scripts: false });
    await page.send("DOM.enable");
    const { root } = await page.send("DOM.getDocument", { depth: 0 });
    const { nodeIds } = await page.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "pre + pre > .language-cpp" });
    assert.ok(nodeIds.length >= 3);
});

test("a handout has no answers, even if one was opened, and the other edition has them all", async () => {
    const page = await open("08_publish");
    await page.send("Emulation.setEmulatedMedia", { media: "print" });
    const answers = ".content details > p";
    await page.value(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    assert.equal(await seen(page, answers), 0);
    await page.value(() => {
        document.querySelectorAll("details").forEach((details) => { details.open = false; });
        document.querySelector(".edition").click();
    });
    const all = await page.value((wanted) => document.querySelectorAll(wanted).length, answers);
    assert.ok(all > 3);
    assert.equal(await seen(page, answers), all);
});

test("on a phone the wide tables keep their first column in sight", async () => {
    const page = await open("choosing", { width: 390, height: 844 });
    const left = await page.value(() => {
        const table = [...document.querySelectorAll("table")].find((table) => table.querySelectorAll("thead th").length >= 8);
        const box = table.parentElement;
        box.scrollLeft = 1000;
        return [box.scrollLeft, table.querySelector("tbody td").getBoundingClientRect().left - box.getBoundingClientRect().left];
    });
    assert.ok(left[0] > 50 && Math.abs(left[1]) < 2, `${left}`);
});

for (const width of [390, 1200]) {
    test(`at ${width} pixels no drawing is smaller than it was drawn, no page scrolls sideways, and no comment is cut off`, async () => {
        for (const chapter of ["how_loom_explores", "memory_model", "03_mutex", "slides", "checklists", "from_cpp", "teaching", "index"]) {
            const page = await open(chapter, { width, height: 844 });
            await page.until(() => [...document.images].every((image) => image.complete));
            const [content, shown] = await page.value("[document.documentElement.scrollWidth, innerWidth]");
            assert.ok(content <= shown, `${chapter}: ${content} pixels on a screen of ${shown}`);
            const shrunk = await page.value(() => [...document.querySelectorAll('.content label > img[src$=".svg"]')]
                .filter((image) => image.getBoundingClientRect().width + 3 < image.naturalWidth).map((image) => image.src));
            assert.deepEqual(shrunk, [], chapter);
            const cut = await page.value(() => [...document.querySelectorAll(".hljs-comment")].filter((comment) =>
                comment.checkVisibility() && comment.getClientRects().length > 0 &&
                Math.max(...[...comment.getClientRects()].map(({ right }) => right)) >
                    comment.closest("pre").getBoundingClientRect().right + 1).map((comment) => comment.textContent));
            assert.deepEqual(cut, [], chapter);
        }
    });
}

test("the bars of a diagram meet", async () => {
    const page = await open("10_barrier");
    const gap = await page.value(() => {
        const code = document.querySelector("pre > code.language-text");
        const style = getComputedStyle(code);
        return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    });
    // Of the book's font a glyph of box drawing is 1.257 times as high as the letters are large.
    assert.ok(gap <= 1.257, `${gap}`);
});
