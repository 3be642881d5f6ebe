// What the book looks like, where a rule can be stated: the switch between languages, the two editions in print, tables
// and drawings on a phone.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { BOOK, CHAPTERS, inBrowser } from "./book.mjs";

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
    test(`at ${width} pixels no drawing is smaller than it was drawn, no page scrolls sideways, and no comment is cut off, in any chapter`, async () => {
        for (const chapter of CHAPTERS) {
            const page = await open(chapter, { width, height: 844 });
            await page.until(() => [...document.images].every((image) => image.complete));
            const [content, shown] = await page.value("[document.documentElement.scrollWidth, innerWidth]");
            assert.ok(content <= shown, `${chapter}: ${content} pixels on a screen of ${shown}`);
            const shrunk = await page.value(() => [...document.querySelectorAll('.content label > img[src$=".svg"]')]
                .filter((image) => image.getBoundingClientRect().width + 3 < image.naturalWidth).map((image) => image.src));
            assert.deepEqual(shrunk, [], chapter);
            // A comment after code scrolls with it.
            const cut = await page.value(() => [...document.querySelectorAll(".hljs-comment.own-line")].filter((comment) =>
                comment.checkVisibility() && comment.getClientRects().length > 0 &&
                Math.max(...[...comment.getClientRects()].map(({ right }) => right)) >
                    comment.closest("pre").getBoundingClientRect().right + 1).map((comment) => comment.textContent));
            assert.deepEqual(cut, [], chapter);
            // Tables of what was printed have every column in sight; of seven columns and more, the first one.
            const outside = await page.value(() => {
                const scrolls = (table) => {
                    const box = table.parentElement;
                    box.scrollLeft = 1000;
                    const from = table.querySelector("tbody td").getBoundingClientRect().left - box.getBoundingClientRect().left;
                    return box.scrollLeft > 0 && Math.abs(from) < 2;
                };
                const wide = [...document.querySelectorAll(".measured table")]
                    .filter((table) => table.querySelectorAll("thead th").length >= 7 && scrolls(table));
                return [...document.querySelectorAll(".litmus *")]
                    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 1)
                    .filter((part) => !wide.some((table) => table.contains(part)))
                    .map((part) => part.outerHTML.slice(0, 80));
            });
            assert.deepEqual(outside, [], chapter);
            await page.close();
        }
    });
}

test("on a phone whatever is tapped is large enough to hit", async () => {
    for (const chapter of ["02_lost_update", "08_publish", "memory_model"]) {
        const page = await open(chapter, { width: 390, height: 844 });
        const { looked, small } = await page.value(() => {
            document.querySelectorAll("details").forEach((details) => (details.open = true));
            const wanted = ".scheduler button, .quiz button, .quiz label, .languages-switch button, .content summary";
            const tapped = [...document.querySelectorAll(wanted)].filter((part) => part.checkVisibility());
            const isSmall = (part) => Math.min(part.getBoundingClientRect().width, part.getBoundingClientRect().height) < 39;
            return { looked: tapped.length, small: tapped.filter(isSmall).map((part) => part.outerHTML.slice(0, 80)) };
        });
        assert.ok(looked > 15, `${looked} parts of ${chapter}`);
        assert.deepEqual(small, [], chapter);
    }
});

test("on a phone the verdicts of both checkers are in sight", async () => {
    const loom = await open("existing_loom_tests", { width: 390, height: 844 });
    const right = await loom.value(() => Math.max(...[...document.querySelectorAll(".measured td:nth-child(5)")]
        .map((cell) => cell.getBoundingClientRect().right)));
    assert.ok(right > 0 && right <= 390, `${right}`);
});

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

test("a comment is broken on a line of its own only, and stays within its indentation", async () => {
    const page = await open("02_lost_update", { width: 390, height: 844 });
    const { after, own } = await page.value(() => {
        const comments = [...document.querySelectorAll(".hljs-comment")];
        const isOwn = (comment) => comment.classList.contains("own-line");
        return {
            after: comments.filter((comment) => !isOwn(comment))
                .map((comment) => [comment.textContent, comment.getClientRects().length]),
            own: comments.filter(isOwn).filter((comment) => comment.checkVisibility())
                .map((comment) => comment.getBoundingClientRect().height),
        };
    });
    assert.ok(after.some(([text]) => text.includes("Surely")), "sleep(...); // Surely ...");
    assert.deepEqual(after.filter(([, lines]) => lines > 1), []);
    assert.ok(own.some((height) => height > 25), "one is broken");
});

test("on paper no column of a table is cut off, and nothing scrolls, in any chapter", async () => {
    for (const chapter of CHAPTERS) {
        // An A4 page less its margins.
        const page = await open(chapter, { width: 718, height: 1000 });
        await page.send("Emulation.setEmulatedMedia", { media: "print" });
        const cut = await page.value(() => {
            document.documentElement.classList.add("with-answers");
            return [...document.querySelectorAll(".content :is(table, pre.wide-text, img)")]
                .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 1)
                .map((part) => part.outerHTML.slice(0, 80));
        });
        assert.deepEqual(cut, [], chapter);
        // A box that scrolls is printed with a bar where a page ends within it.
        const scrolls = await page.value(() => [...document.querySelectorAll(".content :is(.litmus-box, .table-wrapper, pre, pre > code)")]
            .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflow)).map((part) => part.outerHTML.slice(0, 80)));
        assert.deepEqual(scrolls, [], chapter);
        await page.close();
    }
});

test("on a phone the threads of a drawing are beside each other in sight", async () => {
    for (const chapter of ["index", "03_mutex", "07_atomics", "memory_model", "12_pool", "15_snapshots"]) {
        const page = await open(chapter, { width: 390, height: 844 });
        await page.until(() => [...document.images].every((image) => image.complete));
        const { looked, wide } = await page.value(() => {
            const drawings = [...document.querySelectorAll('label > img[src*="generated/"]')]
                .filter((image) => !/(tree|graphs)_/.test(image.src));
            const fits = (image) => image.naturalWidth > 0 &&
                image.getBoundingClientRect().right <= image.parentElement.getBoundingClientRect().right + 1;
            return { looked: drawings.length, wide: drawings.filter((image) => !fits(image)).map((image) => image.src) };
        });
        assert.ok(looked > 0, chapter);
        assert.deepEqual(wide, [], chapter);
        assert.deepEqual(page.complaints, [], chapter);
    }
});

for (const width of [390, 1200]) {
    test(`at ${width} pixels a drawing that is enlarged is no smaller than it was, and nothing hides it`, async () => {
        const page = await open("how_loom_explores", { width, height: 844 });
        const { before, after, masks } = await page.value(() => {
            const label = document.querySelector(".checkbox-label");
            const drawn = label.querySelector(":scope > img").naturalWidth;
            label.querySelector("input").click();
            const masks = [];
            for (let part = label.querySelector(".img-wrapper"); part; part = part.parentElement) {
                masks.push(getComputedStyle(part).maskImage);
            }
            return { before: drawn, after: label.querySelector(".img-wrapper img").getBoundingClientRect().width, masks };
        });
        assert.ok(after >= before, `${before} pixels wide, and enlarged ${after}`);
        assert.deepEqual(masks.filter((mask) => mask !== "none"), []);
    });
}

test("code that scrolls fades where there is more, and the arrow keys scroll it and turn no page", async () => {
    const page = await open("03_mutex", { width: 390, height: 844 });
    const address = await page.value("location.href");
    await page.until(() => document.querySelector("code.more-after") !== null);
    await page.value(() => document.querySelector("code.more-after").focus());
    for (let presses = 3; presses > 0; presses -= 1) {
        await page.press("ArrowRight");
    }
    await page.until(() => document.activeElement.scrollLeft > 0 && document.activeElement.classList.contains("more-before"));
    await page.value(() => { document.activeElement.scrollLeft = 10000; });
    await page.until(() => !document.activeElement.classList.contains("more-after"));
    assert.equal(await page.value("location.href"), address);
});

test("no two parts of a page have the same name to link to", async () => {
    for (const chapter of CHAPTERS) {
        const page = await open(chapter);
        const twice = await page.value(() => {
            const names = [...document.querySelectorAll("[id]")].map(({ id }) => id);
            return names.filter((name, index) => names.indexOf(name) !== index);
        });
        assert.deepEqual(twice, [], chapter);
        await page.close();
    }
});

test("no words of a drawing stick out of it, and a narrow one of two threads fits a phone", () => {
    const folder = join(BOOK, "generated");
    const drawings = readdirSync(folder).filter((file) => file.endsWith(".svg"));
    assert.ok(drawings.filter((file) => file.endsWith("_narrow.svg")).length >= 20, `${drawings}`);
    const alone = drawings.filter((file) => !/^(tree|graphs)_|_narrow\.svg$/.test(file))
        .filter((file) => !drawings.includes(file.replace(".svg", "_narrow.svg")));
    assert.deepEqual(alone, [], "drawings without a narrow form, which book/generated.list asks for");
    for (const file of drawings) {
        const drawing = readFileSync(join(folder, file), "utf8");
        const width = Number(drawing.match(/ width="([\d.]+)"/)[1]);
        const threads = drawing.match(/<text class="thread"/g)?.length ?? 0;
        assert.ok(!file.endsWith("_narrow.svg") || threads > 2 || width <= 320, `${file}: ${width} pixels wide`);
        for (const [, kind, left, words] of drawing.matchAll(/<text class="([^"]*)" x="([\d.]+)"[^>]*>([^<]*)</g)) {
            const letters = words.replace(/&\w+;/g, ".").length;
            const right = Number(left) + letters * (kind === "title" ? 8.45 : 7.25);
            assert.ok(right <= width, `${file}: "${words}" ends at ${right} of ${width}`);
        }
    }
});
