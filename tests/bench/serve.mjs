#!/usr/bin/env node
/* serve.mjs LECTERN - see serve.sh. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { open_browser } from "../browser/browser.mjs";

const REPEATS = Number(process.env.REPEATS ?? 11);
const GOAL = 300; // ms

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
const now = () => performance.timeOrigin + performance.now();
const ms = (x) => `${x.toFixed(0)} ms`;

function start(lectern) {
	const child = spawn(lectern, ["serve", "--quick", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
	process.on("exit", () => child.kill("SIGTERM"));
	return new Promise((resolve, reject) => {
		child.on("exit", (status) => reject(new Error(`lectern serve has ended with ${status}`)));
		createInterface({ input: child.stderr }).on("line", (line) => {
			const url = /^http:\S+/.exec(line);
			if (url)
				resolve(url[0]);
		});
	});
}

/* Pandoc as one calls it, and as the build does: its command line as --verbose shows it. */
function pandoc(words) {
	const begun = now();
	const done = spawnSync(words[0], words.slice(1), { stdio: "ignore" });
	if (done.status !== 0)
		throw new Error(`failed: ${words.join(" ")}`);
	return now() - begun;
}

/* Save another text of the note; resolves to the ms until the page shows it, and their parts. */
async function save(page, note, text, n) {
	const word = `Sentence number ${n}.`;
	const change = page.evaluate((wanted) => new Promise((resolve) => {
		const marks = {};
		new MutationObserver((_, observer) => {
			if (document.querySelector("main").textContent.includes(wanted)) {
				observer.disconnect();
				const entry = performance.getEntriesByType("resource").findLast((its) => its.name === location.href);
				resolve({ seen: performance.timeOrigin + performance.now(), asked: performance.timeOrigin + (entry?.startTime ?? NaN), got: performance.timeOrigin + (entry?.responseEnd ?? NaN) });
			}
		}).observe(document.body, { childList: true, subtree: true, characterData: true });
	}), word);
	await page.evaluate(() => performance.clearResourceTimings());
	const begun = now();
	writeFileSync(`notes/.${note}.new`, text.replace(/\n\n(?=\[?[A-Z][a-z]+ )/, `\n\n${word} `));
	renameSync(`notes/.${note}.new`, `notes/${note}`);
	const at = await change;
	return { all: at.seen - begun, build: at.asked - begun, fetch: at.got - at.asked, swap: at.seen - at.got };
}

async function main() {
	const url = await start(process.argv[2]);
	const browser = await open_browser();
	const page = await browser.newPage();
	const notes = readdirSync("notes").filter((name) => /^\d.*\.md$/.test(name));
	const sized = notes.toSorted((a, b) => statSync(`notes/${a}`).size - statSync(`notes/${b}`).size);

	console.log(`save to page changed, medians of ${REPEATS}, goal ${ms(GOAL)}`);
	for (const note of new Set(["05-races.md", sized[sized.length >> 1], sized[0]])) {
		const text = readFileSync(`notes/${note}`, "utf8");
		const times = [], bare = [];

		await page.goto(url + note.replace(/md$/, "html"));
		await page.waitForTimeout(1500);
		for (let n = 0; n <= REPEATS; n++) {
			const time = await save(page, note, text, n);

			await page.waitForTimeout(700); // the ledger and its like are behind
			if (n === 0)
				continue; // the first one is for the caches
			times.push(time);
			bare.push(pandoc(["pandoc", "-s", "--metadata", "title=T", "-o", "/dev/null", `notes/${note}`]));
		}
		const of = (part) => median(times.map((its) => its[part]));
		console.log(`${note.padEnd(20)} ${ms(of("all"))} (until it is asked for ${ms(of("build"))}, fetch ${ms(of("fetch"))}, swap ${ms(of("swap"))}), ` +
			`pandoc -s alone ${ms(median(bare))}; ${of("all") <= GOAL ? "met" : "missed"}`);
	}
	await browser.close();
}

main().then(() => process.exit(0), (error) => {
	console.error(`serve.mjs: ${error.message}`);
	process.exit(3);
});
