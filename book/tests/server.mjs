// Serves a folder to this machine alone, as `mdbook serve` does, so that pages have an origin of their own.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** Serves the files of a folder; gives the address, and a function that stops it. */
export async function serve(folder) {
    const server = createServer(async ({ url }, response) => {
        const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
        try {
            const content = await readFile(join(folder, path));
            response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const stop = () => {
        server.close();
        server.closeAllConnections();
    };
    return { address: `http://127.0.0.1:${server.address().port}`, stop };
}
