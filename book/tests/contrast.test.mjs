// Whether everything in the book can be read: pages, what mdBook puts around them, and drawings.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { BOOK, CHAPTERS, inBrowser } from "./book.mjs";
import { THEMES, faint } from "./contrast.mjs";

const book = inBrowser();

/** A new page with this address in the book, in a theme. */
async function open(address, { theme, ...options }) {
    const page = await book.page(options);
    await page.send("Page.addScriptToEvaluateOnNewDocument", {
        source: `localStorage.setItem("mdbook-theme", ${JSON.stringify(theme)});`,
    });
    await page.open(book.address(address));
    return page;
}

for (const theme of THEMES) {
    test(`every text of every chapter has enough contrast in ${theme}`, async () => {
        for (const chapter of CHAPTERS) {
            const page = await open(`${chapter}.html`, { theme });
            await page.value(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
            const { looked, faint: found } = await page.value(faint, "main");
            assert.ok(looked > 10, `${looked} parts of ${chapter}`);
            assert.deepEqual(found, [], chapter);
            await page.close();
        }
    });

    test(`the bar above the page, its menu and the list of chapters have enough contrast in ${theme}`, async () => {
        const page = await open("03_mutex.html", { theme, width: 1600 });
        await page.until(() => document.querySelector(".sidebar a.active") !== null);
        await page.value(() => document.querySelector("#mdbook-theme-toggle").click());
        for (const [part, least] of [["#mdbook-sidebar", 30], ["#mdbook-menu-bar", 7]]) {
            const { looked, faint: found } = await page.value(faint, part);
            assert.ok(looked >= least, `${looked} parts of ${part}`);
            assert.deepEqual(found, [], part);
        }
        // Their colour is that of their icon.
        const icons = await page.value((contrast) => {
            const buttons = [...document.querySelectorAll(".icon-button, .right-buttons a, .nav-chapters")]
                .filter((icon) => icon.checkVisibility());
            buttons.forEach((button) => { button.classList.add("is-icon"); button.prepend("i"); });
            return (0, eval)(`(${contrast})`)(".is-icon");
        }, faint.toString());
        assert.ok(icons.looked >= 5, `${icons.looked} icons`);
        assert.deepEqual(icons.faint, []);
    });

    test(`what a search finds has enough contrast in ${theme}`, async () => {
        const page = await open("03_mutex.html?search=weights", { theme });
        await page.until(() => document.querySelectorAll("#mdbook-searchresults li").length > 5);
        // The first is the one that the arrow keys choose.
        await page.value(() => document.querySelector("#mdbook-searchresults li").classList.add("focus"));
        const { looked, faint: found } = await page.value(faint, "#mdbook-search-wrapper");
        assert.ok(looked > 20, `${looked} parts`);
        assert.deepEqual(found, []);
        const reached = await open("03_mutex.html?highlight=weights", { theme });
        await reached.until(() => document.querySelector("main mark") !== null);
        const marked = await reached.value(faint, "main mark");
        assert.ok(marked.looked > 3, `${marked.looked} words are marked in the page`);
        assert.deepEqual(marked.faint, []);
    });
}

for (const scheme of ["light", "dark"]) {
    test(`every text of every drawing has enough contrast on a ${scheme} ground`, async () => {
        const page = await book.page();
        await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
        let drawings = 0;
        for (const folder of ["generated", "measured"]) {
            for (const file of readdirSync(join(BOOK, folder)).filter((file) => file.endsWith(".svg"))) {
                await page.open(book.address(`${folder}/${file}`));
                const { looked, faint: found } = await page.value(faint, "svg");
                assert.ok(looked > 3, `${looked} texts in ${file}`);
                assert.deepEqual(found, [], file);
                drawings += 1;
            }
        }
        assert.ok(drawings >= 50, `${drawings} drawings`);
    });
}
