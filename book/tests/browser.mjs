// A headless Chromium, driven over the DevTools protocol. No packages: Node has the WebSocket, and the
// protocol is JSON.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);

/** Starts the first Chromium there is; rejects if there is none. */
export async function start() {
    const profile = mkdtempSync(join(tmpdir(), "racelab-chromium-"));
    for (const name of NAMES) {
        const found = await launch(name, profile);
        if (found) {
            return new Browser(found.process, await connect(found.address), profile);
        }
    }
    throw new Error(`no Chromium: tried ${NAMES.join(", ")}; name one in CHROMIUM`);
}

function launch(name, profile) {
    const flags = [
        "--headless=new",
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
        // Chromium has no sandbox for root, as which a container runs.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-first-run",
        "about:blank",
    ];
    return new Promise((resolve, reject) => {
        const chromium = spawn(name, flags, { stdio: ["ignore", "ignore", "pipe"] });
        let said = "";
        chromium.on("error", () => resolve(null));
        chromium.on("exit", (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
        chromium.stderr.on("data", (text) => {
            said += text;
            const address = said.match(/DevTools listening on (ws:\S+)/)?.[1];
            if (address) {
                resolve({ process: chromium, address });
            }
        });
    });
}

function connect(address) {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(address);
        socket.onopen = () => resolve(socket);
        socket.onerror = () => reject(new Error(`no connection to ${address}`));
    });
}

class Browser {
    constructor(process, socket, profile) {
        Object.assign(this, { process, socket, profile, sent: 0, waiting: new Map(), pages: new Map() });
        socket.onmessage = ({ data }) => this.received(JSON.parse(data));
    }

    received({ id, result, error, method, params, sessionId }) {
        if (id === undefined) {
            this.pages.get(sessionId)?.happened(method, params);
            return;
        }
        const { resolve, reject } = this.waiting.get(id);
        this.waiting.delete(id);
        error ? reject(new Error(error.message)) : resolve(result);
    }

    send(method, params = {}, sessionId = undefined) {
        const id = ++this.sent;
        this.socket.send(JSON.stringify({ id, method, params, sessionId }));
        return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    }

    /** A new page of this size: with storage of its own, or with that of another page. */
    async page({ width = 1200, height = 1000, reducedMotion = false, scripts = true, beside = null } = {}) {
        const browserContextId = beside?.browserContextId
            ?? (await this.send("Target.createBrowserContext")).browserContextId;
        const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
        const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
        const page = new Page(this, sessionId, browserContextId);
        this.pages.set(sessionId, page);
        await Promise.all(["Page", "Runtime", "Log", "Network"].map((domain) => page.send(`${domain}.enable`)));
        await page.send("Emulation.setDeviceMetricsOverride", {
            width, height, deviceScaleFactor: 1, mobile: width < 500,
        });
        await page.send("Emulation.setEmulatedMedia", {
            features: [{ name: "prefers-reduced-motion", value: reducedMotion ? "reduce" : "no-preference" }],
        });
        await page.send("Emulation.setScriptExecutionDisabled", { value: !scripts });
        return page;
    }

    async stop() {
        this.process.removeAllListeners("exit");
        const ended = new Promise((resolve) => this.process.once("exit", resolve));
        await this.send("Browser.close").catch(() => this.process.kill());
        await ended;
        rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
    }
}

class Page {
    constructor(browser, sessionId, browserContextId) {
        Object.assign(this, { browser, sessionId, browserContextId, complaints: [], requests: [], loaded: () => {} });
    }

    send(method, params) {
        return this.browser.send(method, params, this.sessionId);
    }

    happened(method, params) {
        if (method === "Runtime.exceptionThrown") {
            this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
        } else if (method === "Runtime.consoleAPICalled" && ["error", "warning", "assert"].includes(params.type)) {
            this.complaints.push(params.args.map((argument) => argument.value ?? argument.description).join(" "));
        } else if (method === "Log.entryAdded" && params.entry.level === "error") {
            this.complaints.push(`${params.entry.text} ${params.entry.url ?? ""}`.trim());
        } else if (method === "Network.requestWillBeSent") {
            this.requests.push(params.request.url);
        } else if (method === "Page.loadEventFired") {
            this.loaded();
        }
    }

    async open(url) {
        const loaded = new Promise((resolve) => (this.loaded = resolve));
        await this.send("Page.navigate", { url });
        await loaded;
    }

    /** Ends the page, where a test opens many. */
    async close() {
        await this.send("Page.close");
    }

    /** The value of an expression in the page; a function is called there, with the given arguments. */
    async value(expression, ...args) {
        const text = typeof expression === "function"
            ? `(${expression})(${args.map((argument) => JSON.stringify(argument)).join(", ")})`
            : expression;
        const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
            expression: text, returnByValue: true, awaitPromise: true,
        });
        if (exceptionDetails) {
            throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        }
        return result.value;
    }

    /** Presses a key, as a person does. */
    async press(key) {
        const special = { Tab: 9, Enter: 13, Escape: 27, ArrowLeft: 37, ArrowRight: 39, " ": 32 };
        const code = special[key] ?? key.toUpperCase().charCodeAt(0);
        const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
        const event = { key, text, windowsVirtualKeyCode: code, nativeVirtualKeyCode: code };
        await this.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
        await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event, text: undefined });
    }

    /** Waits until an expression is true in the page. */
    async until(expression, ...args) {
        for (let left = 600; left > 0; left -= 1) {
            if (await this.value(expression, ...args)) {
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`never true: ${expression}`);
    }

    /** A picture of the first element that matches, as PNG. */
    async picture(selector) {
        const clip = await this.value((wanted) => {
            const { x, y, width, height } = document.querySelector(wanted).getBoundingClientRect();
            return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 };
        }, selector);
        const { data } = await this.send("Page.captureScreenshot", { clip, captureBeyondViewport: true });
        return Buffer.from(data, "base64");
    }
}
