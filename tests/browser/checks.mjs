/*
 * checks.mjs - what every page of a site must be.  A row of the table is a check: what is true when
 * it passes, and a function that returns faults, a line each.
 *
 * A `site` is what check.mjs makes of a folder: see there.  To add a check, add a row, and a planted
 * fault that it finds in faults.mjs.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { lost } from "./site.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const WIDTHS = [360, 768, 1440];
const BUDGET = 150_000; // bytes that are sent of a page, its styles and scripts, without figures

function mode_name({ width, dark, plain, local }) {
	return [`${width} px`, dark && "dark", plain && "without scripts", local && "as a file"]
		.filter(Boolean).join(" ");
}

/* Run the check in every mode that it is about; a fault says in which it was found. */
async function in_modes(site, path, modes, check) {
	const faults = new Map();
	for (const mode of modes) {
		const page = await site.open(path, mode);
		for (const fault of new Set(await check(page, mode)))
			faults.set(fault, [...faults.get(fault) ?? [], mode_name(mode)]);
	}
	return [...faults].map(([fault, found]) =>
		`${fault} (${found.length === modes.length && found.length > 1 ? "always" : found.join(", ")})`);
}

const every = (modes) => WIDTHS.flatMap((width) => modes.map((mode) => ({ width, ...mode })));

async function loads(site, path) {
	return in_modes(site, path, every([{}, { dark: true }, { local: true }, { plain: true }]),
		async (page) => page.troubles);
}

async function layout(site, path) {
	return in_modes(site, path, every([{}, { dark: true }, { plain: true }]),
		async (page) => page.evaluate(() => lecternTest.layout()));
}

/* Code, provenance and contents that are folded, all of them unfolded at once. */
async function unfolded(site, path) {
	return in_modes(site, path, every([{}]), async (page) => page.evaluate(() => {
		for (const details of document.querySelectorAll("main details"))
			details.open = true;
		return lecternTest.layout();
	}));
}

/* Each piece of evidence is unfolded in its turn, as a pointer does. */
async function evidence(site, path) {
	return in_modes(site, path, [{ width: 360 }, { width: 1440 }],
		async (page) => page.evaluate(() => lecternTest.evidence()));
}

/* At the lower edge of the window evidence stands above its line, where it can be read at once. */
async function room(site, path) {
	return in_modes(site, path, [{ width: 360 }, { width: 1440 }], async (page) => {
		const faults = [];
		const claims = page.locator(".claim:has(> .evidence)");
		for (let i = 0; i < await claims.count(); i++) {
			const mark = claims.nth(i).locator(".mark").first();
			await page.mouse.move(0, 0); // off the evidence of the one before
			await mark.evaluate((its) => scrollBy(0, its.getBoundingClientRect().bottom - innerHeight + 20));
			const box = await mark.boundingBox();
			await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
			faults.push(...await claims.nth(i).evaluate((its) => lecternTest.room(its)));
		}
		return faults;
	});
}

async function accessible(site, path) {
	const modes = [{ width: 360 }, { width: 1440 }, { width: 1440, dark: true }];
	return in_modes(site, path, modes, async (page) => {
		await page.evaluate(AXE);
		const violations = await page.evaluate(async (tags) => {
			for (const details of document.querySelectorAll("main details"))
				details.open = true;
			const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
			return found.violations;
		}, AXE_TAGS);
		return violations.map((its) => `${its.id}: ${its.help}: ` +
			its.nodes.slice(0, 4).map((node) => node.target.join(" ")).join(", ") +
			(its.nodes.length > 4 ? ` and ${its.nodes.length - 4} more` : ""));
	});
}

/* Go through the page with the Tab key alone, and unfold and put away every piece of evidence. */
async function keyboard(site, path) {
	return in_modes(site, path, [{ width: 360 }, { width: 1440 }], async (page) => {
		const faults = [];
		for (;;) {
			await page.keyboard.press("Tab");
			const focus = await page.evaluate(() => lecternTest.focus());
			if (!focus)
				break;
			faults.push(...focus.faults);
			if (!focus.unfolds)
				continue;
			await page.keyboard.press("Enter");
			if (!await page.evaluate(() => lecternTest.unfolded()))
				faults.push(`${focus.called}: Enter does not unfold its evidence`);
			await page.keyboard.press("Escape");
			if (await page.evaluate(() => lecternTest.unfolded())) {
				await page.keyboard.press("Escape");
				if (await page.evaluate(() => lecternTest.unfolded()))
					faults.push(`${focus.called}: Escape does not put its evidence away`);
			}
		}
		faults.push(...await page.evaluate(() => lecternTest.missed()));
		return faults;
	});
}

/* Every spot of a figure shows its words: to the pointer, to a tap, and to the arrow keys. */
async function figures(site, path) {
	const plain = await site.open(path, { width: 1440, plain: true });
	const wanted = await plain.evaluate(() => lecternTest.spots());
	const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
	return in_modes(site, path, [{ width: 360 }, { width: 1440 }], async (page) => {
		const faults = [];
		const expect = async (drawing, lines, by) => {
			const told = await page.evaluate((its) => lecternTest.told(its), drawing);
			faults.push(...told.faults);
			if (!same(told.lines, lines))
				faults.push(`drawing ${drawing + 1} tells ${told.lines} by ${by} instead of ${lines}`);
		};
		for (const [i, spots] of wanted.entries()) {
			const drawing = page.locator(".drawing").nth(i);
			const lines = spots.filter((spot) => spot);
			for (const [k, spot] of spots.entries()) {
				const area = drawing.locator(".spots > *").nth(k);
				await area.scrollIntoViewIfNeeded();
				const box = await area.boundingBox();
				await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
				/* where spots overlap the nearest mark answers, and that is another one */
				if (await area.evaluate((its) => its.localName) === "path")
					await expect(i, spot, "the pointer");
				else if ((await page.evaluate((its) => lecternTest.told(its), i)).lines === null)
					faults.push(`drawing ${i + 1} does not tell ${spot} by the pointer`);
			}
			if (lines.length === 0)
				continue;
			await page.mouse.move(0, 0);
			await drawing.focus();
			for (const spot of lines) {
				await page.keyboard.press("ArrowRight");
				await expect(i, spot, "arrow keys");
			}
			await page.keyboard.press("Home");
			await expect(i, lines[0], "Home");
			await page.keyboard.press("Escape");
			await expect(i, null, "Escape");
		}
		return faults;
	});
}

async function links(site, path) {
	const anchors = await site.anchors();
	const { refs } = await site.addresses(path);
	return lost(site.folder, site.root, anchors, site.root + path, refs);
}

async function unique(site, path) {
	const { ids } = await site.addresses(path);
	return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))]
		.map((id) => `the id '${id}' stands more than once`);
}

/* Nothing waits for a script, and without any the whole text is there. */
async function scriptless(site, path) {
	return in_modes(site, path, [{ width: 1440, plain: true }], async (page) =>
		page.evaluate(() => [...lecternTest.blocking(), ...lecternTest.hidden()]));
}

/* So many bytes are sent by a server that compresses, as all do. */
function sent(bytes) {
	return gzipSync(bytes).length;
}

async function light(site, path) {
	const page = await site.open(path, { width: 1440 });
	const html = readFileSync(join(site.folder, path), "utf8").replace(/<svg.*?<\/svg>/gs, "");
	const loaded = page.loaded.filter((file) => /\.(css|m?js)$/.test(file));
	const bytes = loaded.reduce((sum, file) => sum + sent(readFileSync(join(site.folder, file))),
		sent(html));
	return bytes <= BUDGET ? [] : [`${bytes} bytes without figures, more than ${BUDGET}: ` +
		`${sent(html)} of the page, the rest of ${loaded.join(", ")}`];
}

export const CHECKS = [
	["loads", "loads without errors, from a server and as a file", loads],
	["layout", "nothing is too wide, cut or covered, at any width", layout],
	["unfolded", "nor with all that is folded unfolded", unfolded],
	["evidence", "nor with the evidence of any claim", evidence],
	["room", "has evidence that can be read at the lower edge of the window", room],
	["accessible", "has no fault that axe finds", accessible],
	["keyboard", "is all in reach of the keyboard", keyboard],
	["figures", "has figures that answer pointer and keys", figures],
	["links", "has links and anchors that lead somewhere", links],
	["unique", "has every id once", unique],
	["scriptless", "is whole without scripts", scriptless],
	["light", "is small enough", light],
];
