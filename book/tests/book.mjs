// The built book in a real browser: served before the tests of a file, and gone after them.

import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { after, before } from "node:test";

import { start } from "./browser.mjs";
import { serve } from "./server.mjs";

/** The folder of the built book. */
export const BOOK = resolve(process.env.BOOK ?? "book/book");

/** Every page of the book but those that repeat others. */
export const CHAPTERS = readdirSync(BOOK)
    .filter((file) => file.endsWith(".html") && !["print.html", "toc.html", "404.html"].includes(file))
    .map((file) => file.slice(0, -".html".length));

/** What stands for both in the tests of one file. Neither can be used before the first of them begins. */
export function inBrowser() {
    const running = {};
    before(async () => {
        running.server = await serve(BOOK);
        running.browser = await start();
    });
    after(async () => {
        running.server?.stop();
        await running.browser?.stop();
    });
    return {
        /** A page with nothing in it yet. */
        page: (options) => running.browser.page(options),
        /** Where a file of the book is found. */
        address: (file) => `${running.server.address}/${file}`,
    };
}
