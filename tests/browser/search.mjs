#!/usr/bin/env node
/*
 * search.mjs - the search of a site, used as readers do: by keyboard and pointer, from a server and
 * from a file.
 *
 * usage: search.mjs SITE
 *
 * The site is that of run.sh.  Speaks TAP; status 0 if all went well.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { open_browser, open_site } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGE = "01-words.html";
let count = 0, failed = 0;

function is(got, want, name) {
	const good = JSON.stringify(got) === JSON.stringify(want);
	failed += !good;
	console.log(`${good ? "ok" : "not ok"} - ${name}`);
	if (!good)
		console.log(`# got ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`);
	count++;
}

const opened = (page) => page.evaluate(() => document.querySelector("dialog.search")?.open ?? false);
const focused = (page) => page.evaluate(async () => {
	await new Promise(requestAnimationFrame); // what is closed loses it with the next frame
	await new Promise(requestAnimationFrame);
	const its = document.activeElement;
	return its.id || its.getAttribute("href") || its.className || its.localName;
});
const hrefs = (page) => page.evaluate(() =>
	[...document.querySelectorAll("dialog.search li a")].map((a) => a.getAttribute("href")));
const said = (page) => page.textContent("dialog.search [role=status]");

async function press(page, ...keys) {
	for (const key of keys)
		await page.keyboard.press(key);
}

async function open_search(page, key) {
	await page.keyboard.press(key);
	await page.waitForSelector("dialog.search[open]");
}

async function look_for(page, words) {
	await page.fill("#search-words", words);
	return hrefs(page);
}

/* By keyboard alone, on a page from a server or from a file. */
async function by_keyboard(site, mode) {
	const where = mode.local ? "from a file" : "from a server";
	const page = await site.open(PAGE, mode);
	is(page.loaded.filter((file) => /search/.test(file)), [], `${where}: nothing is loaded before it is opened`);
	await open_search(page, "/");
	is(await focused(page), "search-words", `${where}: the key / opens it, and the field has the focus`);
	const found = await look_for(page, "refuted claim");
	is(found.length > 0 && found.every((href) => href.startsWith("02-evidence.html#")), true, `${where}: it finds`);
	is(await said(page), `${found.length} ${found.length === 1 ? "place" : "places"}`, `${where}: and says how much`);
	await press(page, "ArrowDown");
	is(await focused(page), found[0], `${where}: an arrow key goes to the first place`);
	await press(page, "ArrowUp");
	is(await focused(page), "search-words", `${where}: and back`);
	await press(page, "Escape");
	is([await opened(page), await focused(page) === "search-words"], [false, false], `${where}: Escape closes it`);
	await open_search(page, "Control+k");
	is((await hrefs(page)).length, found.length, `${where}: Control and K open it again, as it was`);
	await Promise.all([page.waitForURL((url) => url.href.includes("02-evidence.html")), press(page, "Enter")]);
	is(page.url().endsWith(found[0]), true, `${where}: Enter goes to the first place`);
	is(page.troubles, [], `${where}: without an error`);
}

async function words(site) {
	const page = await site.open(PAGE, { width: 1440 });
	const [place] = await page.$$eval("main section[id]", (all) => all.map((its) => ({
		id: its.id,
		title: its.querySelector("h2, h3").firstChild.data.trim().replace(/\s+/g, " "),
	})));
	await page.click(".search-open");
	await page.waitForSelector("dialog.search[open]");
	is((await look_for(page, place.title.toUpperCase()))[0], `${PAGE}#${place.id}`, "a title is found first, in capitals");
	is((await page.$$eval("dialog.search mark", (all) => all.length)) > 0, true, "words are marked");
	is((await look_for(page, place.title.slice(0, -1))).includes(`${PAGE}#${place.id}`), true, "the beginning of a word is enough");
	is(await look_for(page, "zzzqqqxxx"), [], "what is not there is not found");
	is(await said(page), "Nothing was found", "and it says so");
	is(await look_for(page, "<img src=x onerror=alert(1)> (*+?["), await hrefs(page), "signs are no harm");
	is(await look_for(page, ""), [], "no words, no places");
	await look_for(page, place.title);
	await page.click(`dialog.search a[href="${PAGE}#${place.id}"]`);
	is([await opened(page), new URL(page.url()).hash], [false, `#${place.id}`], "a place of the same page is gone to");
	is(page.troubles, [], "without an error");
}

async function manners(site) {
	const page = await site.open(PAGE, { width: 1440 });
	await page.focus(".theme select");
	await press(page, "/");
	is(await opened(page), false, "/ in a field is a letter");
	await page.click(".search-open");
	await page.waitForSelector("dialog.search[open]");
	await page.fill("#search-words", "");
	await page.keyboard.type("a/b");
	is(await page.inputValue("#search-words"), "a/b", "in its own, too");
	await page.uncheck(".slash input");
	await press(page, "Escape");
	is(await focused(page), "search-open", "the focus goes back to where it was");
	await page.evaluate(() => document.activeElement.blur());
	await press(page, "/");
	is(await opened(page), false, "/ can be switched off");
	await page.reload();
	await page.evaluate(() => document.activeElement.blur());
	await press(page, "/");
	await open_search(page, "Control+k");
	is(await page.isChecked(".slash input"), false, "and stays off");
	await page.check(".slash input");
}

/* Each look of it at each width: what axe finds, what is cut or too wide. */
async function looks(site) {
	for (const width of [360, 768, 1440])
		for (const dark of [false, true]) {
			const page = await site.open(PAGE, { width, dark });
			await open_search(page, "Control+k");
			await look_for(page, "a");
			await page.evaluate(AXE);
			const faults = await page.evaluate(async () => (await axe.run("dialog.search")).violations
				.map((its) => `${its.id} ${its.nodes[0].target}`));
			await page.addStyleTag({ content: "body > :not(dialog) { display: none !important }" });
			faults.push(...await page.evaluate(() => lecternTest.layout()));
			is(faults, [], `looks well at ${width} px${dark ? ", dark" : ""}`);
		}
}

async function main() {
	const browser = await open_browser();
	const site = await open_site(browser, resolve(process.argv[2]));
	await by_keyboard(site, { width: 1440 });
	/* dark ones have a window of their own: the other's last requests do not fail in here */
	await by_keyboard(site, { width: 360, local: true, dark: true });
	await words(site);
	await manners(site);
	await looks(site);
	const plain = await site.open(PAGE, { width: 1440, plain: true });
	is(await plain.$(".search-open"), null, "without scripts there is no button that does nothing");
	console.log(`1..${count}`);
	await site.close();
	await browser.close();
	return failed ? 1 : 0;
}

main().then((status) => process.exit(status), (error) => {
	console.error(`search.mjs: ${error.message}`);
	process.exit(3);
});
