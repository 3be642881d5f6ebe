// Every widget and quiz of the built book, in a real browser, as a reader uses them. BOOK is the folder of
// the built book; PICTURES, if given, a folder for a picture of each widget.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { BOOK, inBrowser } from "./book.mjs";
import { THEMES, faint } from "./contrast.mjs";

const PICTURES = process.env.PICTURES;
const GENERATED = new URL("../src/generated/", import.meta.url);

/** The names of the generated pieces of a kind, each with the chapter that it is in. */
function pieces(kind, attribute) {
    const chapters = readdirSync(BOOK)
        .filter((file) => file.endsWith(".html") && !["print.html", "toc.html"].includes(file))
        .map((file) => ({ file, html: readFileSync(join(BOOK, file), "utf8") }));
    return readdirSync(GENERATED)
        .filter((file) => file.startsWith(kind) && file.endsWith(".html"))
        .map((file) => file.slice(kind.length, -".html".length))
        .map((name) => ({
            name,
            chapter: chapters.find(({ html }) => html.includes(`${attribute}="${name}"`))?.file,
            selector: `[${attribute}="${name}"]`,
        }));
}

const widgets = pieces("widget_", "data-scheduler");
const quizzes = pieces("quiz_", "data-quiz");

const book = inBrowser();

/** A new page with this piece, in a theme. */
async function open({ chapter, selector }, { theme = "light", ...options } = {}) {
    const page = await book.page(options);
    const url = book.address(chapter);
    if (options.scripts !== false) {
        await page.send("Page.addScriptToEvaluateOnNewDocument", {
            source: `localStorage.setItem("mdbook-theme", ${JSON.stringify(theme)});`,
        });
    }
    await page.open(url);
    await page.value((wanted) => document.querySelector(wanted).scrollIntoView({ block: "center" }), selector);
    return page;
}

/** What a part of the piece says. */
function text(page, { selector }, part) {
    return page.value((whole, wanted) => document.querySelector(whole).querySelector(wanted)?.textContent ?? "", selector, part);
}

function graphOf(page, { selector }) {
    return page.value((wanted) => JSON.parse(document.querySelector(wanted).querySelector("script").textContent), selector);
}

async function keepPicture(page, { name, selector }, how) {
    if (PICTURES) {
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${name}_${how}.png`), await page.picture(selector));
    }
}

/** Nothing went wrong in the page, and nothing was fetched from anywhere else. */
function assertQuiet(page) {
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((url) => !url.startsWith(book.address("")) && !/^(data|blob):/.test(url)), []);
}

/** mdBook's keys do nothing where the keyboard is now. */
async function assertKeysStay(page) {
    const url = await page.value("location.href");
    for (const key of ["ArrowRight", "ArrowLeft", "s", "/", "?", "t"]) {
        await page.press(key);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await page.value("location.href"), url);
    const opened = await page.value(() => ({
        search: !document.querySelector("#mdbook-search-wrapper").classList.contains("hidden"),
        help: getComputedStyle(document.querySelector("#mdbook-help-container")).display !== "none",
    }));
    assert.deepEqual(opened, { search: false, help: false });
}

test("every widget and every quiz is in a chapter", () => {
    assert.ok(widgets.length >= 5 && quizzes.length >= 5);
    const missing = [...widgets, ...quizzes].filter(({ chapter }) => !chapter).map(({ name }) => name);
    assert.deepEqual(missing, []);
});

for (const widget of widgets.filter(({ chapter }) => chapter)) {
    const of = `${widget.name}: `;

    test(of + "by keyboard alone, and the numbers of the threads, a reader reaches the goal, which is kept", async () => {
        const page = await open(widget);
        const graph = await graphOf(page, widget);
        await page.value((wanted) => document.querySelector(wanted).querySelector("button").focus(), widget.selector);
        // Along the walk that is known to lead there, or for a goal without one along ways to all endings.
        const walks = graph.wanted === null ? waysToAll(graph) : [graph.walk];
        for (const walk of walks) {
            await page.press("r");
            let number = 0;
            for (const choice of walk) {
                const { steps } = graph.states[number];
                const step = steps[choice];
                const own = steps.filter(({ thread }) => thread === step.thread);
                await page.press(String(step.thread + 1));
                if (own.length > 1) {
                    for (let left = own.indexOf(step); left > 0; left -= 1) {
                        await page.press("Tab");
                    }
                    await page.press("Enter");
                }
                assert.ok((await text(page, widget, ".scheduler-status")).includes(step.text));
                const inside = await page.value((wanted) => document.querySelector(wanted).contains(document.activeElement) &&
                    document.activeElement.tagName === "BUTTON", widget.selector);
                assert.ok(inside, "the keyboard stays in the widget, at a button");
                number = step.to;
            }
            assert.ok((await text(page, widget, ".scheduler-status")).includes(graph.states[number].ending));
        }
        const said = await text(page, widget, ".scheduler-status");
        assert.match(said, graph.wanted === null ? /You have found every ending/ : /That is the goal/);
        assert.match(await text(page, widget, ".scheduler-progress"), /^Done/);
        await keepPicture(page, widget, "light");
        // Another page finds it, in the browser's own time: what was stored gets from one page's process to
        // another's a moment later, and would be lost if this page were left at once.
        const other = await book.page({ beside: page });
        let kept = "";
        for (let left = 40; left > 0 && !kept.startsWith("Done"); left -= 1) {
            await other.open(book.address(widget.chapter));
            kept = await text(other, widget, ".scheduler-progress");
        }
        assert.match(kept, /^Done/, "progress is kept");
        assertQuiet(page);
    });

    test(of + "with Tab and Enter alone it can be stepped to an ending", async () => {
        const page = await open(widget);
        await page.value((wanted) => document.querySelector(wanted).querySelector(".scheduler-choice").focus(), widget.selector);
        const over = async () => /It ended with/.test(await text(page, widget, ".scheduler-status"));
        for (let left = 40; left > 0 && !(await over()); left -= 1) {
            await page.press("Enter");
        }
        assert.ok(await over());
        assert.equal(await page.value("document.activeElement.textContent"), "Restart");
        assertQuiet(page);
    });

    test(of + "the walk is played to its end, and can be undone", async () => {
        const page = await open(widget, { theme: "navy", reducedMotion: true });
        const graph = await graphOf(page, widget);
        for (const choice of graph.walk) {
            assert.equal(typeof choice, "number");
            await page.value((wanted) => document.querySelector(wanted).querySelector(".scheduler-play").click(), widget.selector);
        }
        const end = graph.walk.reduce((number, choice) => graph.states[number].steps[choice].to, 0);
        const { ending } = graph.states[end];
        assert.ok((await text(page, widget, ".scheduler-status")).includes(`It ended with: ${ending}.`));
        assert.doesNotMatch(await text(page, widget, ".scheduler-progress"), /Done/, "watching is not doing");
        await keepPicture(page, widget, "navy");
        for (let left = graph.walk.length; left > 0; left -= 1) {
            await page.value((wanted) => document.querySelector(wanted).querySelector(".scheduler-controls button").click(), widget.selector);
        }
        assert.equal(await text(page, widget, ".scheduler-taken"), "");
        assertQuiet(page);
    });

    test(of + "its keys do not turn pages, search or ask for help", async () => {
        const page = await open(widget);
        await page.value((wanted) => document.querySelector(wanted).querySelector("button").focus(), widget.selector);
        await assertKeysStay(page);
        assertQuiet(page);
    });

    test(of + "on a phone it is as wide as the page, and nothing sticks out", async () => {
        const page = await open(widget, { width: 390, height: 844, theme: "coal" });
        const graph = await graphOf(page, widget);
        for (const choice of graph.walk) {
            await page.value((wanted, number) => document.querySelector(wanted)
                .querySelector(`[data-choice="${number}"]`).click(), widget.selector, choice);
            const [content, shown] = await page.value("[document.documentElement.scrollWidth, innerWidth]");
            assert.ok(content <= shown, `${content} pixels on a screen of ${shown}`);
            const outside = await page.value((wanted) => [...document.querySelector(wanted).querySelectorAll("*")]
                .filter((part) => !part.closest(".scheduler-only-announced") && part.getBoundingClientRect().right > innerWidth)
                .map((part) => part.outerHTML.slice(0, 80)), widget.selector);
            assert.deepEqual(outside, []);
        }
        await keepPicture(page, widget, "phone");
        assertQuiet(page);
    });

    test(of + "without JavaScript the code and the walk are there to read", async () => {
        const page = await open(widget, { scripts: false });
        await page.send("DOM.enable");
        const { root } = await page.send("DOM.getDocument", { depth: 0 });
        const { nodeId } = await page.send("DOM.querySelector", { nodeId: root.nodeId, selector: `${widget.selector} .scheduler-still` });
        assert.ok(nodeId, "what stands there without JavaScript is there");
        const { outerHTML } = await page.send("DOM.getOuterHTML", { nodeId });
        assert.match(outerHTML, /It ends with:/);
        assert.ok(outerHTML.match(/<li>/g).length >= 4);
        await keepPicture(page, widget, "still");
    });
}

/** A shortest walk to each ending. */
function waysToAll(graph) {
    const ways = new Map([[0, []]]);
    for (const [number, way] of ways) {
        graph.states[number].steps.forEach(({ to }, choice) => ways.has(to) || ways.set(to, [...way, choice]));
    }
    const found = new Map();
    for (const [number, way] of ways) {
        const { ending } = graph.states[number];
        if (ending !== null && !found.has(ending)) {
            found.set(ending, way);
        }
    }
    return [...found.values()];
}

test("a walk plays by itself, step after step, and Escape stops it", async () => {
    const widget = widgets.find(({ name, chapter }) => name === "message_passing" && chapter);
    const page = await open(widget);
    await page.value((wanted) => document.querySelector(wanted).querySelector(".scheduler-play").focus(), widget.selector);
    await page.press("Enter");
    const taken = (count) => page.until((wanted, least) =>
        document.querySelector(wanted).querySelectorAll(".scheduler-taken li").length >= least, widget.selector, count);
    await taken(2);
    await page.press("Escape");
    const before = await text(page, widget, ".scheduler-taken");
    await new Promise((resolve) => setTimeout(resolve, 1800));
    assert.equal(await text(page, widget, ".scheduler-taken"), before);
    await page.press("b");
    await taken(5);
    assert.match(await text(page, widget, ".scheduler-status"), /It ended with: v = 1, w = 0/);
    assertQuiet(page);
});

for (const quiz of quizzes.filter(({ chapter }) => chapter)) {
    test(`${quiz.name}: a right answer is called right and a wrong one wrong, by keyboard`, async () => {
        const page = await open(quiz, { theme: "ayu" });
        const can = await page.value((wanted) => [...document.querySelector(wanted).querySelectorAll(".quiz-answers > li")]
            .map((answer) => answer.dataset.possible === "yes"), quiz.selector);
        assert.ok(can.includes(true));
        const box = (number) => page.value((wanted, which) =>
            document.querySelector(wanted).querySelectorAll("input")[which].focus(), quiz.selector, number);
        for (const [number, possible] of can.entries()) {
            if (possible) {
                await box(number);
                await page.press(" ");
            }
        }
        await page.press("Enter");
        assert.match(await text(page, quiz, ".quiz-result"), /^Right/);
        assert.ok(await page.value((wanted) => document.querySelector(wanted).querySelector("details").open, quiz.selector));
        await box(0);
        await page.press(" ");
        assert.equal(await text(page, quiz, ".quiz-result"), "", "a change takes the verdict away");
        await page.press("Enter");
        assert.match(await text(page, quiz, ".quiz-result"), can[0] ? /1 more can happen/ : /1 of those you ticked cannot/);
        assert.equal(await page.value((wanted) => document.querySelectorAll(`${wanted} .quiz-missed`).length, quiz.selector), 1);
        await page.value((wanted) => document.querySelector(wanted).querySelector("button").focus(), quiz.selector);
        await assertKeysStay(page);
        await keepPicture(page, { ...quiz, name: `quiz_${quiz.name}` }, "ayu");
        assertQuiet(page);
    });

    test(`${quiz.name}: on a phone it is as wide as the page`, async () => {
        const page = await open(quiz, { width: 390, height: 844 });
        await page.value((wanted) => { document.querySelector(wanted).querySelector("details").open = true; }, quiz.selector);
        const [content, shown] = await page.value("[document.documentElement.scrollWidth, innerWidth]");
        assert.ok(content <= shown, `${content} pixels on a screen of ${shown}`);
    });
}

for (const theme of THEMES) {
    test(`litmus tests can be read in ${theme}, also on a phone`, async () => {
        for (const chapter of ["memory_model.html", "09_litmus.html", "what_green_does_not_mean.html"]) {
            const page = await open({ chapter, selector: ".litmus" }, { width: 390, height: 844, theme });
            const { looked, faint: found } = await page.value(faint, ".litmus");
            assert.ok(looked > 100, `${looked} parts`);
            assert.deepEqual(found, []);
            // Every thread and every column is in sight.
            const outside = await page.value(() => [...document.querySelectorAll(".litmus *")]
                .filter((part) => part.getBoundingClientRect().right > innerWidth)
                .map((part) => part.outerHTML.slice(0, 80)));
            assert.deepEqual(outside, []);
            assertQuiet(page);
        }
    });
}
