/* search.js - find words in the course; loaded with MiniSearch and the index when it is opened. */
"use strict";

const searchShown = 25; /* places; who wants more can say more */
const verdictMarks = {
	supported: ["✓", "supported"], refuted: ["✗", "refuted"],
	inconclusive: ["?", "inconclusive"], untestable: ["–", "not testable here"],
	pending: ["…", "not measured yet"],
};

/* A word as it is compared: small letters, without accents. */
function plainWord(word) {
	return word.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "");
}

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/* Paragraphs stand a line apart; in an excerpt they follow each other. */
function flat(text) {
	return text.replace(/([^.:;!?,])\n/g, "$1 · ").replaceAll("\n", " ");
}

/* Everything that can be found: each passage, and each claim in it once more by itself. */
function searchPlaces() {
	const places = [];
	let page = null;

	for (const row of lecternIndex) {
		if (row.href) {
			page = row;
			continue;
		}
		const chapter = page.number ? `${page.number}. ${page.title}` : page.title;
		const title = row.id ? row.title : page.title;

		places.push({ id: places.length, page, chapter, title, section: row.id ? row.title : "", href: page.href + (row.id && "#") + row.id, text: flat(row.text), verdict: "" });
		for (const claim of row.claims)
			places.push({ id: places.length, page, chapter, title: "", section: row.id ? row.title : "", href: `${page.href}#${claim.id}`, text: claim.text, verdict: claim.verdict });
	}
	return places;
}

function makeIndex(places) {
	const index = new MiniSearch({
		fields: ["title", "text", "kind"],
		extractField: (place, field) => field === "kind" && place.verdict ? `claim ${verdictMarks[place.verdict][1]}` : place[field],
		tokenize: (text) => text.match(wordPattern) || [],
		processTerm: plainWord,
		searchOptions: {
			boost: { title: 3 },
			prefix: (term) => term.length > 1,
			combineWith: "AND",
		},
	});

	index.addAll(places);
	return index;
}

/* The places for @words: all of them in one place; else almost all letters; else some words. */
function findPlaces(index, words) {
	const fuzzy = (term) => term.length > 4 && 0.2;

	for (const options of [{}, { fuzzy }, { fuzzy, combineWith: "OR" }]) {
		const found = index.search(words, options);

		if (found.length > 0)
			return found;
	}
	return [];
}

/* The hit to begin an excerpt with: most words that were asked for follow it, or others found. */
function bestHit(hits, asked) {
	let best = hits[0], most = 0;

	for (const hit of hits) {
		const near = new Set(hits.filter((other) => other.index >= hit.index && other.index < hit.index + 150).map((other) => other.word));
		const sum = [...near].reduce((all, word) => all + (asked.has(word) ? 3 : 1), 0);

		if (sum > most)
			[best, most] = [hit, sum];
	}
	return best;
}

/* Append the part of @text that has most of the words @asked for, with all that were @found marked. */
function addExcerpt(box, text, found, asked) {
	const hits = [...text.matchAll(wordPattern)]
		.map((match) => ({ index: match.index, length: match[0].length, word: plainWord(match[0]) }))
		.filter((hit) => found.has(hit.word));
	let from = Math.max(0, (bestHit(hits, asked)?.index ?? 0) - 60);
	let to = Math.min(text.length, from + 220);

	if (from > 0)
		from += text.slice(from).search(/\s/) + 1;
	if (to < text.length)
		to = Math.max(from + text.slice(from, to).search(/\s\S*$/), from + 1);
	box.append(from > 0 ? "… " : "");
	for (const hit of hits) {
		const end = hit.index + hit.length;

		if (hit.index < from || end > to)
			continue;
		box.append(text.slice(from, hit.index), make("mark", {}, text.slice(hit.index, end)));
		from = end;
	}
	box.append(text.slice(from, to), to < text.length ? " …" : "");
}

function makeResult(place, result) {
	const a = make("a", { href: place.href });
	const head = make("span", { class: "found-head" });
	const excerpt = make("span", { class: "found-text" });

	if (place.verdict) {
		const [glyph, word] = verdictMarks[place.verdict];

		head.append(make("span", { class: `verdict ${place.verdict}` }, make("span", { class: "glyph", "aria-hidden": "true" }, glyph), ` ${word}`), " ");
	}
	head.append(make("span", { class: "found-chapter" }, place.chapter));
	if (place.section)
		head.append(make("span", { class: "found-section" }, make("span", { "aria-hidden": "true" }, " › "), make("span", { class: "sr" }, ", "), place.section));
	addExcerpt(excerpt, place.text, new Set(result.terms), new Set(result.queryTerms));
	a.append(head, " ", excerpt);
	return make("li", {}, a);
}

function makeSlashSwitch() {
	const box = make("input", { type: "checkbox" });

	box.checked = slashOpens();
	box.addEventListener("change", () => {
		try {
			localStorage.setItem(slashKey, box.checked ? "on" : "off");
		} catch {
			box.checked = true; /* nothing is remembered here */
		}
	});
	return make("label", { class: "slash" }, box, " The key / opens the search");
}

function makeSearch() {
	const places = searchPlaces();
	const index = makeIndex(places);
	/* not of type "search": its Escape empties the field before it closes anything */
	const input = make("input", { type: "text", role: "searchbox", inputmode: "search", id: "search-words", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "search" });
	const status = make("p", { role: "status" });
	const list = make("ol", { "aria-label": "Found places" });
	const close = make("button", { type: "button" }, "Close");
	const dialog = make("dialog", { class: "search", "aria-labelledby": "search-title" },
		make("form", { role: "search" }, make("label", { for: input.id, id: "search-title" }, "Search this course"), input, close),
		status, list, make("p", { class: "keys" }, make("span", {}, "Arrow keys and Enter go to a place. "), makeSlashSwitch()));
	const links = () => [...list.querySelectorAll("a")];
	const show = () => {
		const words = input.value.trim();
		const results = words ? findPlaces(index, words) : [];
		const shown = results.slice(0, searchShown);

		list.replaceChildren(...shown.map((result) => makeResult(places[result.id], result)));
		list.scrollTop = 0;
		if (!words)
			status.textContent = "";
		else if (results.length === 0)
			status.textContent = "Nothing was found";
		else
			status.textContent = `${results.length} ${results.length === 1 ? "place" : "places"}` + (results.length > shown.length ? `, the best ${shown.length} are shown` : "");
	};

	input.addEventListener("input", show);
	close.addEventListener("click", () => dialog.close());
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog || event.target.closest("a"))
			dialog.close(); /* beside it, or on the way to a place of this page */
	});
	dialog.querySelector("form").addEventListener("submit", (event) => {
		event.preventDefault();
		if (list.firstChild)
			list.querySelector("a").click();
	});
	dialog.addEventListener("keydown", (event) => {
		const stops = [input, ...links()];
		const at = stops.indexOf(document.activeElement);
		const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];

		if (at < 0 || to === undefined)
			return;
		event.preventDefault();
		if (stops[to])
			stops[to].focus();
	});
	document.body.append(dialog);
	return { dialog, input };
}

let search = null;

/* Open the search, or go to its field; called by lectern.js. */
function openSearch() {
	search = search || makeSearch();
	if (!search.dialog.open)
		search.dialog.showModal();
	search.input.focus();
	search.input.select();
}
