// The slides as they are presented: one at a time, by keys that mdBook has for other things, with notes and a timer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inBrowser } from "./book.mjs";

const book = inBrowser();

async function open(fragment = "", options = {}) {
    const page = await book.page(options);
    await page.open(book.address(`slides.html${fragment}`));
    return page;
}

/** The titles of the slides that are to be seen. */
const shown = (page) => page.value(() => [...document.querySelectorAll(".slide")]
    .filter((slide) => slide.checkVisibility()).map((slide) => slide.querySelector("h2").textContent));

const present = (page) => page.value(() => document.querySelector(".slides-begin").click());

const seen = (page, selector) => page.value((wanted) => document.querySelector(wanted).checkVisibility(), selector);

test("each slide has its minutes and its notes", async () => {
    const page = await open();
    const without = await page.value(() => [...document.querySelectorAll(".slide")]
        .filter((slide) => !(Number(slide.dataset.minutes) > 0) || !slide.querySelector(".notes p"))
        .map((slide) => slide.querySelector("h2").textContent));
    assert.deepEqual(without, []);
});

test("presented, there is one slide at a time, and the arrow keys go from one to the next and not to other chapters", async () => {
    const page = await open();
    const all = await shown(page);
    assert.ok(all.length >= 16, `${all.length} slides`);
    const address = await page.value("location.href");
    await present(page);
    assert.deepEqual(await shown(page), [all[0]]);
    for (const [key, expected] of [["ArrowRight", 1], [" ", 2], ["ArrowLeft", 1], ["ArrowLeft", 0], ["ArrowLeft", 0]]) {
        await page.press(key);
        assert.deepEqual(await shown(page), [all[expected]], key);
    }
    assert.equal(await page.value("location.href"), address);
    await page.press("Escape");
    assert.deepEqual(await shown(page), all);
    assert.deepEqual(page.complaints, []);
});

test("N shows the notes of the slide, and a timer beside the minutes planned so far", async () => {
    const page = await open();
    await present(page);
    await page.press("ArrowRight");
    assert.equal(await seen(page, ".slides-notes"), false);
    await page.press("n");
    assert.equal(await seen(page, ".slides-notes"), true);
    const { said, notes, plan } = await page.value(() => {
        const slides = [...document.querySelectorAll(".slide")].slice(0, 2);
        return {
            said: document.querySelector(".slides-bar").textContent,
            notes: slides[1].querySelector(".notes p").textContent,
            plan: slides.reduce((sum, slide) => sum + Number(slide.dataset.minutes), 0),
        };
    });
    assert.ok(said.includes(notes) && said.includes(`${plan}:00`), said);
    await page.until(() => /^0:0[1-9]/.test(document.querySelector(".slides-timer").textContent));
});

test("no slide is cut off on a screen of 1280 by 720 points, unless it can be scrolled to its end", async () => {
    const page = await open("", { width: 1280, height: 720 });
    await present(page);
    const number = await page.value(() => document.querySelectorAll(".slide").length);
    for (let slide = 0; slide < number; slide += 1) {
        const cut = await page.value(() => {
            const current = document.querySelector(".slide.current");
            const inner = [...current.querySelectorAll("img, pre, table, p")].filter((part) => part.checkVisibility());
            const widest = Math.max(0, ...inner.map((part) => part.getBoundingClientRect().right));
            const top = Math.min(...inner.map((part) => part.getBoundingClientRect().top));
            return widest > innerWidth || top < 0 ? current.querySelector("h2").textContent : null;
        });
        assert.equal(cut, null);
        await page.press("ArrowRight");
    }
});

test("the speaker's window has the notes, the next slide beside this one, and follows the window that opened it", async () => {
    const page = await open("#speaker");
    const all = await page.value(() => [...document.querySelectorAll(".slide h2")].map((title) => title.textContent));
    assert.deepEqual(await shown(page), all.slice(0, 2));
    assert.equal(await seen(page, ".slides-notes"), true);
    // A window of the same page, in which the slides are presented, as W opens it.
    const audience = await open();
    await present(audience);
    await audience.value(() => {
        // Without a window of its own: what would be told to it.
        window.told = [];
        window.open = () => ({ postMessage: (message) => window.told.push(message) });
    });
    await audience.press("w");
    await audience.press("ArrowRight");
    assert.deepEqual((await audience.value("window.told")).map(({ racelabSlide }) => racelabSlide), [1]);
});

test("on paper each slide is there, without notes in the handout and with them in the other edition", async () => {
    const page = await open();
    await present(page);
    await page.send("Emulation.setEmulatedMedia", { media: "print" });
    assert.ok((await shown(page)).length >= 16, "also where one is being presented");
    assert.equal(await seen(page, ".slide .notes"), false);
    assert.equal(await seen(page, ".slides-bar"), false);
    await page.value(() => document.querySelector(".edition").click());
    assert.equal(await seen(page, ".slide .notes p"), true);
});
