#!/usr/bin/env node
/*
 * check.mjs - look at a built site with a real browser.
 *
 * usage: check.mjs [--only CHECK] [--page WORD] [--shots FOLDER] SITE
 *
 * Speaks TAP: a line for each page and check of checks.mjs.  Nothing is asked of the network; the
 * browser has a profile of its own that is thrown away.  Status: 0 good, 1 faults, 2 usage, 3 no
 * browser.  --shots also takes pictures of every page at every width, light and dark.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { open_browser, open_site } from "./browser.mjs";
import { CHECKS, WIDTHS } from "./checks.mjs";

function usage(text) {
	console.error(`check.mjs: ${text}\nusage: check.mjs [--only CHECK] [--page WORD] [--shots FOLDER] SITE`);
	process.exit(2);
}

function options() {
	try {
		const { values, positionals } = parseArgs({ allowPositionals: true, options: {
			only: { type: "string" }, page: { type: "string" }, shots: { type: "string" },
		} });
		return { ...values, folder: positionals.length === 1 ? resolve(positionals[0]) : null };
	} catch (error) {
		return usage(error.message);
	}
}

async function shoot(site, path, folder) {
	mkdirSync(folder, { recursive: true });
	for (const width of WIDTHS)
		for (const dark of [false, true]) {
			const page = await site.open(path, { width, dark });
			const file = `${path.replace(/\W/g, "-")}-${width}${dark ? "-dark" : ""}.png`;
			await page.screenshot({ path: join(folder, file), fullPage: true });
		}
}

async function main() {
	const { folder, only, page: word, shots } = options();
	if (!folder || !existsSync(join(folder, "index.html")))
		usage(folder ? `there is no index.html in ${folder}` : "which site?");
	const checks = CHECKS.filter(([name]) => !only || name === only);
	if (checks.length === 0)
		usage(`there is no check '${only}'`);
	const browser = await open_browser();
	const site = await open_site(browser, folder);
	if (!site.pages.some((its) => !word || its.includes(word)))
		usage(`no page has '${word}' in its name`);
	let count = 0, failed = 0;
	for (const path of site.pages.filter((its) => !word || its.includes(word))) {
		for (const [name, what, check] of checks) {
			const faults = await check(site, path);
			failed += faults.length > 0;
			count++;
			console.log(`${faults.length ? "not ok" : "ok"} - ${path} ${what}`);
			const shown = [...new Set(faults)];
			for (const fault of shown.slice(0, 30))
				console.log(`# ${name}: ${fault}`);
			if (shown.length > 30)
				console.log(`# ${name}: and ${shown.length - 30} more`);
		}
		if (shots)
			await shoot(site, path, shots);
	}
	console.log(`1..${count}`);
	await site.close();
	await browser.close();
	return failed ? 1 : 0;
}

main().then((status) => process.exit(status), (error) => {
	console.error(`check.mjs: ${error.message}`);
	process.exit(3);
});
