/*
 * browser.mjs - one browser for all pages, a context for each mode they are looked at in.
 *
 * A mode is { width, dark, plain, local }: the width of the window in px, dark colours preferred,
 * scripts switched off, opened as a file instead of from a server.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { file_url, files, serve } from "./site.mjs";

const BASE = "/some/where/"; // a site may lie below any path
const HEIGHT = 900;
const INPAGE = readFileSync(fileURLToPath(new URL("inpage.js", import.meta.url)), "utf8");

/* Return where the program is that .ci/setup looks for. */
function chromium_path() {
	const path = process.env.PATH.split(delimiter).map((folder) => join(folder, "chromium")).find(existsSync);
	if (!path)
		throw new Error("it is not on PATH");
	return path;
}

/* Start Chromium.  It sees our own pages only, so it needs no sandbox, which root cannot have. */
export async function open_browser() {
	try {
		return await chromium.launch({
			executablePath: chromium_path(),
			chromiumSandbox: false,
			args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
				"--disable-gpu", "--force-color-profile=srgb"],
		});
	} catch (error) {
		throw new Error(`Chromium does not start (make setup test installs it): ${error.message}`);
	}
}

class Site {
	constructor(browser, folder, server) {
		this.browser = browser;
		this.folder = folder;
		this.server = server;
		this.root = server.origin + BASE;
		this.local = file_url(folder);
		this.pages = files(folder).filter((path) => path.endsWith(".html"));
		this.modes = new Map();
		this.known = new Map();
	}

	/* Return the page of a mode, which all pages are opened in one after the other. */
	async mode({ dark = false, plain = false }) {
		const key = `${dark} ${plain}`;
		if (!this.modes.has(key)) {
			const context = await this.browser.newContext({
				colorScheme: dark ? "dark" : "light", javaScriptEnabled: !plain,
				reducedMotion: "reduce",
			});
			const page = await context.newPage();
			page.troubles = [];
			page.loaded = [];
			page.on("console", (message) => {
				if (["error", "warning"].includes(message.type()))
					page.troubles.push(`console: ${message.text()}`);
			});
			page.on("pageerror", (error) => page.troubles.push(`script: ${error.message}`));
			page.on("requestfailed", (request) =>
				page.troubles.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
			page.on("response", (response) => {
				if (response.status() >= 400)
					page.troubles.push(`${response.status()}: ${response.url()}`);
			});
			page.on("request", (request) => {
				const url = request.url();
				if (url.startsWith(this.root))
					page.loaded.push(decodeURIComponent(url.slice(this.root.length)));
				else if (!url.startsWith(this.local) && !url.startsWith("data:"))
					page.troubles.push(`leaves the site: ${url}`);
			});
			this.modes.set(key, page);
		}
		return this.modes.get(key);
	}

	/* Open a page anew; page.troubles and page.loaded tell what that did. */
	async open(path, mode) {
		const page = await this.mode(mode);
		await page.goto("about:blank");
		await page.mouse.move(0, 0); // nothing is pointed at
		page.troubles.length = page.loaded.length = 0;
		await page.setViewportSize({ width: mode.width, height: HEIGHT });
		await page.goto((mode.local ? this.local : this.root) + path, { waitUntil: "load" });
		await page.evaluate(INPAGE);
		return page;
	}

	/* Return what the page points at, and the ids in it: once found, known. */
	async addresses(path) {
		if (!this.known.has(path)) {
			const page = await this.open(path, { width: 1440, plain: true });
			this.known.set(path, await page.evaluate(() => lecternTest.addresses()));
		}
		return this.known.get(path);
	}

	/* Return the ids of all pages. */
	async anchors() {
		const all = new Map();
		for (const path of this.pages)
			all.set(path, new Set((await this.addresses(path)).ids));
		return all;
	}

	async close() {
		this.server.close();
	}
}

export async function open_site(browser, folder) {
	return new Site(browser, folder, await serve(folder, BASE));
}
