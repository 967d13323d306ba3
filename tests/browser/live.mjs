#!/usr/bin/env node
/*
 * live.mjs - pages that follow their author: files are saved, and Chromium shows it.
 *
 * usage: live.mjs LECTERN, in an empty folder
 *
 * Speaks TAP; status 0 if all went well.
 */
import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { open_browser } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PATIENCE = 60000; // ms that a machine with much to do may take
let count = 0, failed = 0;

function is(got, want, name) {
	const good = JSON.stringify(got) === JSON.stringify(want);
	failed += !good;
	count++;
	console.log(`${good ? "ok" : "not ok"} - ${name}`);
	if (!good)
		console.log(`# got ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`);
}

const LONG = Array.from({ length: 60 }, (_, i) => `Paragraph ${i + 1} has some words that fill a line or two of the page.\n`).join("\n");
const FIRST = `---\ntitle: First\n---\n\nThe beginning.[^1]\n\n[^1]: A note at the foot.\n\n## Code\n\n\`\`\` {.python}\nprint(1)\n\`\`\`\n
::: {.panel-tabset}\n## One\n\nFirst tab.\n\n## Two\n\nSecond tab.\n:::\n
::: {.callout-tip collapse="true"}\n## Folded\n\nHidden.\n:::\n\n## Long\n\n${LONG}\n## End\n\nThe end.\n`;
const MOCK = (value) => `---\ntitle: Measured\n---\n\n\`\`\` {.c .experiment #slow}\n//| fig-cap: Slow
//| rounds: 10\n//| iterations: 1\n//| metric: value\n#include <lectern.h>\n#include <time.h>\n
void\nwork(struct worker *self)\n{\n\tconst struct timespec nap = {0, 150000000};\n
\tnanosleep(&nap, NULL);\n\tworker_record(self, "value", ${value});\n}\n\`\`\`\n
[It is there](claim:slow "serial.value > 0").\n`;

/* Save as an editor does: another file, renamed. */
function save(name, text) {
	writeFileSync(`notes/.${name}.new`, text);
	renameSync(`notes/.${name}.new`, `notes/${name}`);
}

/* Start the command; resolves to { url, ended }. */
function start(lectern) {
	const child = spawn(lectern, ["serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
	const said = [];
	process.on("exit", () => child.kill("SIGKILL"));
	const ended = new Promise((resolve) => child.on("exit", (status) => resolve(status)));
	return new Promise((resolve, reject) => {
		createInterface({ input: child.stderr }).on("line", (line) => {
			said.push(line);
			const url = /^http:\S+/.exec(line);
			if (url)
				resolve({ url: url[0], child, said, ended });
		});
		ended.then(() => reject(new Error(`it has ended: ${said.join("\n")}`)));
	});
}

async function main() {
	mkdirSync("notes");
	writeFileSync("notes/course.yaml", "title: Live\n");
	writeFileSync("notes/01-first.md", FIRST);
	writeFileSync("notes/02-second.md", "---\ntitle: Second\n---\n\nAnother page.\n");
	const server = await start(process.argv[2]);
	const browser = await open_browser();
	const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
	const troubles = [];
	const open = async (name) => {
		const page = await context.newPage();
		page.on("pageerror", (error) => troubles.push(error.message));
		page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
		page.setDefaultTimeout(PATIENCE);
		while (!(await fetch(server.url + name)).ok) // the first pages may not be there yet
			await page.waitForTimeout(50);
		await page.goto(server.url + name);
		await page.evaluate(() => {
			window.marker = "not reloaded";
			window.words = (element) => element.textContent.trim().replace(/\s+/g, " ");
			window.flashed = [];
			new MutationObserver((list) => list.forEach(({ target }) =>
				target.classList.contains("lectern-new") && window.flashed.push(words(target))))
				.observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["class"] });
		});
		return page;
	};
	const text = (page, words) => page.waitForFunction((w) => window.words(document.querySelector("main")).includes(w), words);
	const no_text = (page, words) => page.waitForFunction((w) => !window.words(document.querySelector("main")).includes(w), words);
	const marker = (page) => page.evaluate(() => window.marker);
	const flashed = (page) => page.evaluate(() => window.flashed.splice(0));
	const inside = (page, code) => page.evaluate(`(() => { const root = document.querySelector("#lectern-live").shadowRoot; return ${code} })()`);
	const seen = (page, code) => page.waitForFunction(`(() => { const root = document.querySelector("#lectern-live").shadowRoot; return ${code} })()`);

	const page = await open("01-first.html");
	const other = await open("02-second.html");

	// What is changed is replaced, and nothing else.
	await page.click("[role=tab]:text('Two')");
	await page.click("details.callout-tip summary, .callout details summary");
	await page.evaluate(() => {
		const p = [...document.querySelectorAll("main p")].find((its) => window.words(its).startsWith("Paragraph 30 "));
		p.scrollIntoView({ block: "center" });
		getSelection().selectAllChildren(p);
		window.kept = p;
		window.top_before = p.getBoundingClientRect().top;
	});
	save("01-first.md", FIRST.replace("The beginning.", "A new beginning, which is much longer than the old one.\n\nIt has two paragraphs.\n\nEven three."));
	await text(page, "A new beginning");
	is(await marker(page), "not reloaded", "a page that changes is not loaded anew");
	is(await page.evaluate(() => Math.abs(window.kept.getBoundingClientRect().top - window.top_before) < 2), true, "what is read stays where it is");
	is(await page.evaluate(() => getSelection().toString().slice(0, 12)), "Paragraph 30", "what is selected stays so");
	is((await flashed(page)).map((its) => its.slice(0, 12)).sort(), ["A new beginn", "Even three.1", "It has two p"].sort(), "what is new flashes");
	is(await page.isVisible("text=Second tab."), true, "the chosen tab stays");
	is(await page.isVisible("text=Hidden."), true, "what was unfolded stays so");
	is(await page.evaluate(() => document.querySelectorAll("main button.copy").length), 1, "the code has its button still");
	is(await page.evaluate(() => [...document.querySelectorAll("main .peek")].length), 1, "and the new footnote its words");
	is([await marker(other), (await flashed(other)).length], ["not reloaded", 0], "another page stays as it is");

	save("01-first.md", FIRST.replace("print(1)", "print(2)"));
	await page.waitForFunction(() => document.querySelector("pre code").textContent.includes("print(2)"));
	is(await page.evaluate(() => document.querySelectorAll("main button.copy").length), 1, "new code has one button, too");
	await flashed(page);

	// Saving as people and editors do.
	save("01-first.md", FIRST.replace("The end.", "The first end."));
	save("01-first.md", FIRST.replace("The end.", "The last end."));
	await text(page, "The last end.");
	is(await marker(page), "not reloaded", "saved twice: the last one shows");
	writeFileSync("notes/01-first.md", "");
	writeFileSync("notes/01-first.md", FIRST.slice(0, 100));
	writeFileSync("notes/01-first.md", FIRST.replace("The end.", "The whole end."));
	await text(page, "The whole end.");
	is(await page.evaluate(() => document.querySelectorAll("main section").length) > 2, true, "saved in halves: the whole shows");
	renameSync("notes/01-first.md", "notes/01-first.md~");
	writeFileSync("notes/01-first.md", FIRST.replace("The end.", "The end anew."));
	rmSync("notes/01-first.md~");
	await text(page, "The end anew.");
	is(await marker(page), "not reloaded", "saved with a backup: it shows");
	save("01-first.md", FIRST.replace("title: First", "title: The very first"));
	await page.waitForFunction(() => document.title.includes("The very first"));
	await other.waitForFunction(() => window.words(document.querySelector("header nav")).includes("The very first"));
	is([await marker(page), await marker(other)], ["not reloaded", "not reloaded"], "a title shows in the navigation of all pages");
	is(await other.evaluate(() => document.querySelectorAll("header .theme, header .search-open").length) > 0, true, "whose buttons are still there");

	// Findings.
	appendFileSync("notes/01-first.md", '\n\tx [A claim](claim:nothing "serial.wall > 2") here\n\nText [that claims](claim:nothing "serial.wall > 2").\n');
	await seen(page, "!root.querySelector('.findings').hidden");
	is(await inside(page, "root.querySelector('.place').textContent.replace(/\\d+:\\d+$/, 'L:C')"), "error notes/01-first.md:L:C", "an error shows at once, with its place");
	is(await inside(page, "root.querySelector('mark').textContent.slice(0, 12)"), "[that claims", "its line, the words marked");
	is(await inside(page, "/^ {5}\\^~+$/.test(root.querySelector('.caret').textContent)"), true, "and a caret below");
	is(await text(page, "The beginning.").then(() => true), true, "the page stays what it was");
	await looks(page, "an error");
	await page.keyboard.press("Escape");
	is(await inside(page, "root.querySelector('.findings').hidden"), true, "Escape closes it");
	is(await inside(page, "root.querySelector('.warnings').textContent"), "1 error", "a count remains");
	await page.evaluate(() => document.querySelector("#lectern-live").shadowRoot.querySelector(".warnings").click());
	is(await inside(page, "root.querySelector('.findings').hidden"), false, "which opens it again");
	save("01-first.md", FIRST);
	await seen(page, "root.querySelector('.findings').hidden && root.querySelector('.warnings').hidden");
	is(await marker(page), "not reloaded", "it goes when the note is mended");

	// Measuring.
	save("03-measured.md", MOCK("1"));
	const measured = await open("03-measured.html");
	await measured.waitForSelector("#result-slow .lectern-measuring");
	is(await marker(measured), "not reloaded", "a figure that is measured says so");
	await measured.waitForFunction(() => /being measured: round \d+ of \d+, about/.test(document.querySelector(".lectern-measuring")?.textContent));
	save("01-first.md", FIRST.replace("The end.", "An end while measuring."));
	await text(page, "An end while measuring.");
	is(await measured.evaluate(() => document.querySelector("#result-slow.pending .lectern-measuring") !== null), true, "text shows while it is measured");
	await measured.waitForSelector("figure#fig-slow svg");
	await measured.waitForFunction(() => !document.querySelector(".lectern-measuring"));
	is([await marker(measured), await measured.isVisible(".claim:is(.supported, .inconclusive)")], ["not reloaded", true],
		"then its figure and verdict stand there");
	save("03-measured.md", MOCK("2"));
	await measured.waitForSelector("figure#fig-slow.measuring");
	await measured.waitForSelector("#result-slow .lectern-measuring");
	is(await marker(measured), "not reloaded", "measured again: the last figure is marked");
	await looks(measured, "measuring");
	await measured.waitForSelector("figure#fig-slow:not(.measuring)");
	await measured.waitForFunction(() => document.querySelector("figure#fig-slow [tabindex], .drawing[tabindex]"));
	is(await marker(measured), "not reloaded", "and the new one answers");

	// Experiments that fail.
	save("03-measured.md", MOCK("nowhere"));
	await measured.waitForSelector("#result-slow.failed");
	await seen(measured, "!root.querySelector('.findings').hidden");
	is(await inside(measured, "root.querySelector('mark').textContent"), "nowhere", "a workload that does not compile: the place is shown");
	save("01-first.md", FIRST.replace("The end.", "An end after a failure."));
	await text(page, "An end after a failure.");
	save("03-measured.md", MOCK("3"));
	await seen(measured, "root.querySelector('.findings').hidden");
	await measured.waitForSelector("figure#fig-slow:not(.measuring)");
	is(server.said.filter((line) => / slow +failed /.test(line)).length, 1, "it is tried once, and again when it is mended");

	// Pages that go and come.
	renameSync("notes/02-second.md", "notes/02-other.md");
	await seen(other, "/no longer part/.test(root.querySelector('.state').textContent)");
	is(await other.textContent("main > p"), "Another page.", "a page that is gone says so");
	renameSync("notes/02-other.md", "notes/02-second.md");
	await seen(other, "!/no longer part/.test(root.querySelector('.state').textContent)");
	is(await other.textContent("main > p"), "Another page.", "and is there again");

	server.child.kill("SIGINT");
	await seen(page, "/connection is lost/.test(root.querySelector('.state').textContent)");
	is(await server.ended, 130, "Ctrl-C ends it, and the page says so");
	is(troubles.filter((its) => !/ERR_|404/.test(its)), [], "without an error in the scripts");
	await browser.close();
	console.log(`1..${count}`);
	return failed ? 1 : 0;
}

/* What axe finds, in light and dark, narrow and wide. */
async function looks(page, what) {
	const faults = [];

	for (const width of [360, 1000])
		for (const colorScheme of ["light", "dark"]) {
			await page.setViewportSize({ width, height: 700 });
			await page.emulateMedia({ colorScheme });
			if (process.env.SHOTS)
				await page.screenshot({ path: `${process.env.SHOTS}/${what.replace(/ /g, "-")}-${width}-${colorScheme}.png` });
			await page.evaluate(AXE);
			faults.push(...await page.evaluate(async () => (await axe.run("#lectern-live, .lectern-measuring")).violations
				.map((its) => `${its.id} ${its.nodes[0].target}`)));
			if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
				faults.push(`too wide at ${width}`);
		}
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize({ width: 1000, height: 700 });
	is(faults, [], `${what}: looks well`);
}

main().then((status) => process.exit(status), (error) => {
	console.error(`live.mjs: ${error.stack}`);
	process.exit(3);
});
