#!/usr/bin/env node
/*
 * faults.mjs - every check finds what it is there to find: faults are planted in a copy of a site,
 * one at a time.
 *
 * usage: faults.mjs SITE
 *
 * The site is that of run.sh.  A row is the check, the fault in words, the file it is planted in, how
 * it is planted, and what the check must say.  Speaks TAP; status 0 if all were found.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { open_browser, open_site } from "./browser.mjs";
import { CHECKS } from "./checks.mjs";

const PAGE = "02-evidence.html";
const STYLE = "assets/style.css";

/* Put the text at the beginning of the page's main part, or behind all rules of the style sheet. */
const put = (text) => (page) => page.replace(/<main[^>]*>/, (main) => main + text);
const rule = (text) => (style) => `${style}\n${text}\n`;
const NOISE = randomBytes(150_000).toString("hex"); // nothing compresses it to less
const WORD = "a-word-that-is-by-far-too-long-for-any-telephone-and-that-nothing-may-break";

const FAULTS = [
	["loads", "an error of a script", PAGE, put("<script>throw Error('planted')</script>"), /planted/],
	["loads", "an error on the console", PAGE, put("<script>console.error('planted')</script>"), /planted/],
	["loads", "a file that is not there", PAGE, put('<img src="gone.png" alt="x">'), /404.*gone\.png/],
	["loads", "a file that is not there from file://", PAGE, put('<img src="gone.png" alt="x">'), /failed: file:.*gone\.png/],
	["loads", "an address from the root", PAGE, put('<img src="/switch.svg" alt="x">'), /leaves the site/],
	["loads", "a font from elsewhere", STYLE,
		rule("@font-face { font-family: X; src: url(https://example.org/x.woff) } body { font-family: X }"),
		/leaves the site.*example\.org/],
	["layout", "a wide element", PAGE, put('<p style="width: 800px">x</p>'), /<p> reaches from \d+ to \d+ px.*360 px/],
	["layout", "a wide page", PAGE, put('<p style="white-space: nowrap; max-width: none">' + "x ".repeat(400)), /the page is \d+ px wide/],
	["layout", "text that is hidden", PAGE,
		put(`<p style="overflow: hidden; white-space: nowrap; width: 9em">${WORD}</p>`), /a-word.* is cut by <p>/],
	["layout", "text that is cut below", PAGE,
		put(`<p style="overflow: hidden; height: 1.5em">one<br>two<br>three</p>`), /'three' is cut by <p>/],
	["layout", "text that juts out of its box", PAGE,
		put(`<p style="width: 9em; overflow-wrap: normal; hyphens: none">${WORD.replaceAll("-", "x")}</p>`), /is cut by <p>, or juts/],
	["layout", "text upon text", PAGE,
		put('<p>lower words</p><p style="margin-top: -3em">upper words</p>'), /'upper words'.*'lower words'.*overlap/],
	["layout", "text upon text in a drawing", PAGE,
		put('<svg width="200" height="50" role="img" aria-label="x"><text x="9" y="30">one</text><text x="12" y="31">two</text></svg>'),
		/'one' in <text> and 'two' in <text> overlap/],
	["layout", "text that a drawing cuts", PAGE,
		put('<svg width="50" height="50" role="img" aria-label="x"><text x="9" y="30">words that are long</text></svg>'),
		/is cut by <svg>/],
	["layout", "a wide element without scripts", PAGE, put('<noscript><p style="width: 800px">x</p></noscript>'), /without scripts/],
	["layout", "a wide element in the dark", STYLE,
		rule("@media (prefers-color-scheme: dark) { main { width: 1500px; max-width: none } }"), /<main#main> reaches.*dark/],
	["unfolded", "a wide element that is folded", PAGE,
		put('<details><summary>x</summary><p style="width: 800px">x</p></details>'), /<p> reaches from/],
	["evidence", "evidence that leaves the window", STYLE, rule(".evidence { left: 90vw; width: 20rem }"), /reaches out of the window/],
	["room", "evidence that hangs out of the window", STYLE, rule(".above > .evidence { bottom: auto !important }"),
		/hangs out of the window/],
	["accessible", "a picture without words", PAGE, put('<img src="switch.svg">'), /^image-alt/],
	["accessible", "pale words", STYLE, rule("main p { color: #aaa; background: #fff }"), /^color-contrast/],
	["accessible", "pale words in the dark", STYLE,
		rule("@media (prefers-color-scheme: dark) { main p { color: #555; background: #111 } }"), /^color-contrast.*dark/],
	["accessible", "small targets", PAGE,
		put('<div style="line-height: 8px"><button style="all: unset; font-size: 7px; height: 8px">x</button><br>' +
			'<button style="all: unset; font-size: 7px; height: 8px">y</button></div>'), /^target-size/],
	["keyboard", "a mark out of reach", PAGE, (page) => page.replace(/<button (type="button" class="mark")/, '<button tabindex="-1" $1'),
		/is not reached/],
	["keyboard", "no outline", STYLE, rule(":focus-visible { outline: none !important; box-shadow: none }"), /does not show/],
	["keyboard", "something on top", PAGE, put('<p style="position: fixed; inset: 0; z-index: 99"></p>'), /is covered/],
	["keyboard", "evidence that stays away", STYLE, rule(".evidence { display: none !important }"), /its evidence is not to be seen/],
	["keyboard", "evidence that stays", STYLE, rule(".claim .evidence { display: block !important }"), /Escape does not put/],
	["links", "a page that is not there", PAGE, put('<a href="nowhere.html">x</a>'), /nowhere\.html' is not there/],
	["links", "an anchor that is not there", PAGE, put('<a href="index.html#nowhere">x</a>'), /has no such anchor/],
	["links", "an anchor of its own that is not there", PAGE, put('<a href="#nowhere">x</a>'), /has no such anchor/],
	["links", "a description that is not there", PAGE, put('<a href="#main" aria-describedby="nowhere">x</a>'), /names nothing/],
	["links", "an address of the host", PAGE, put('<a href="/index.html">x</a>'), /leaves the site/],
	["unique", "an id twice", PAGE, put('<p id="main"></p>'), /'main' stands more than once/],
	["figures", "figures that do not answer", STYLE, rule(".tip { display: none }"), /tells null by arrow keys/],
	["figures", "words beside the window", STYLE, rule(".tip { left: 80vw !important; width: 20rem !important }"),
		/reaches out of the window/],
	["figures", "a spot that nobody can point at", STYLE, rule(".spots { pointer-events: none }"), /by the pointer/],
	["scriptless", "a script that all waits for", PAGE, (page) => page.replace("<script defer", "<script"), /the page waits/],
	["scriptless", "words that a script shows", PAGE, put('<p style="visibility: hidden">planted</p>'), /'planted'.*not to be seen/],
	["light", "a large page", PAGE, put(`<!-- ${NOISE} -->`), /more than 150000/],
	["light", "a large style sheet", STYLE, rule(`/* ${NOISE} */`), /assets\/style\.css/],
];

async function main() {
	const folder = mkdtempSync(join(tmpdir(), "lectern-faults."));
	cpSync(resolve(process.argv[2]), folder, { recursive: true });
	const browser = await open_browser();
	const site = await open_site(browser, folder);
	let failed = 0;
	for (const [name, what, path, plant, wanted] of FAULTS) {
		const file = join(folder, path), sound = readFileSync(file, "utf8"), planted = plant(sound);
		const check = CHECKS.find(([its]) => its === name)[2];
		writeFileSync(file, planted);
		site.known.clear();
		const faults = await check(site, PAGE);
		writeFileSync(file, sound);
		const found = planted !== sound && faults.some((fault) => wanted.test(fault));
		failed += !found;
		console.log(`${found ? "ok" : "not ok"} - ${name} finds ${what}`);
		if (!found)
			console.log([`wanted ${wanted}`, ...faults].map((line) => `# ${line}`).join("\n"));
	}
	console.log(`1..${FAULTS.length}`);
	await site.close();
	await browser.close();
	rmSync(folder, { recursive: true });
	return failed ? 1 : 0;
}

main().then((status) => process.exit(status), (error) => {
	console.error(`faults.mjs: ${error.message}`);
	process.exit(3);
});
