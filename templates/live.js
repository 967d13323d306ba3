/*
 * live.js - follows the page that is shown while its author edits it.  `lectern serve` adds it to pages
 * as it sends them; a site that is published knows nothing of it.
 *
 * It keeps a copy of the page as it came, in which each element knows its partner on the page.  A new
 * page is compared with that copy, block by block, and only what differs is replaced: so whatever a
 * reader has opened, chosen or scrolled to stays, and so does what lectern.js has made of the rest.
 */
"use strict";

(() => {
const script = document.currentScript;

/* Text, figures and the like are replaced as wholes. */
const WHOLE = "p, h1, h2, h3, h4, h5, h6, pre, .sourceCode, .listing, figure, table, svg, math, dl, .drawing";

/* The page --------------------------------------------------------------------------------- */

const partner = new WeakMap(); /* an element of the copy to that of the page */
const copy = document.body.cloneNode(true);
let tag = script.dataset.tag; /* which one of the page it is; "": there is none */

function pair(ours, shown) {
	partner.set(ours, shown);
	for (let i = 0; i < ours.children.length; i++)
		pair(ours.children[i], shown.children[i]);
}

/* What pages of one kind have in common: where that changes, all is begun anew. */
const frameOf = (head) => [...head.querySelectorAll("script, style, link[rel=stylesheet]")].map((its) => its.outerHTML).join("\n");
const frame = frameOf(document.head);

copy.lastElementChild.remove(); /* this script */
pair(copy, document.body);

/* Return the longest common subsequence of two lists of texts, as pairs of indices. */
function common(a, b) {
	const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
	const pairs = [];

	for (let i = a.length - 1; i >= 0; i--)
		for (let k = b.length - 1; k >= 0; k--)
			table[i][k] = a[i] === b[k] ? table[i + 1][k + 1] + 1 : Math.max(table[i + 1][k], table[i][k + 1]);
	for (let i = 0, k = 0; i < a.length && k < b.length;) {
		if (a[i] === b[k])
			pairs.push([i++, k++]);
		else if (table[i + 1][k] >= table[i][k + 1])
			i++;
		else
			k++;
	}
	return pairs;
}

/* Return which of the elements @a and @b are equal, as pairs of indices in order. */
function equals(a, b) {
	const text = (element) => element.outerHTML;
	let first = 0, last = 0;

	while (first < a.length && first < b.length && a[first].isEqualNode(b[first]))
		first++;
	while (last < a.length - first && last < b.length - first && a[a.length - 1 - last].isEqualNode(b[b.length - 1 - last]))
		last++;
	const middle = [a.slice(first, a.length - last), b.slice(first, b.length - last)];

	return [
		...a.slice(0, first).map((_, i) => [i, i]),
		...middle.some((list) => list.length < 1) || middle.every((list) => list.length === 1) ? [] :
			common(...middle.map((list) => list.map(text))).map(([i, k]) => [i + first, k + first]),
		...a.slice(a.length - last).map((_, i) => [a.length - last + i, b.length - last + i]),
	];
}

const headings = (set) => [...set.querySelectorAll(":scope > .tab > :is(h1, h2, h3, h4, h5, h6)")]
	.map((heading) => heading.textContent).join("\n");

/* Tell whether @fresh can be made of @old by changing what is in it. */
function alike(old, fresh) {
	const box = (element) => element.children.length > 0 && !element.matches(WHOLE) &&
		[...element.childNodes].every((node) => node.nodeType !== Node.TEXT_NODE || !node.data.trim());

	return old.localName === fresh.localName && old.id === fresh.id && box(old) && box(fresh) &&
		(!fresh.matches(".panel-tabset") || headings(old) === headings(fresh));
}

/* Pair what differs: what can be changed inside with its like, else one by one. */
function match(a, b) {
	const pairs = [];
	let i = 0;

	for (const fresh of b) {
		const k = a.findIndex((old, at) => at >= i && alike(old, fresh));

		pairs.push([k >= 0 ? a[k] : null, fresh]);
		i = k >= 0 ? k + 1 : i;
	}
	return pairs;
}

/* What a change has done, to be looked after when all is in place. */
class Change {
	constructor() {
		this.news = []; /* elements of the page that are new */
		this.instead = new Map(); /* element that is gone to the one in its place */
	}

	/* Return the element directly in @box that is, or holds, the partner of @old. */
	top(old, box) {
		let element = partner.get(old);

		while (element && element.parentElement !== box)
			element = element.parentElement;
		return element;
	}

	/* Put @fresh into @box, behind @after (null: first); it comes instead of something, or of null. */
	insert(fresh, box, after, instead) {
		const shown = document.importNode(fresh, true);

		pair(fresh, shown);
		this.news.push(shown);
		if (instead) {
			keepOpen(instead, shown);
			this.instead.set(instead, shown);
		}
		if (after)
			after.after(shown);
		else
			box.prepend(shown);
		return shown;
	}

	/* Make the children of @old, and what they are on the page, those of @fresh. */
	merge(old, fresh) {
		const box = partner.get(old);
		const a = [...old.children], b = [...fresh.children];
		const made = [];
		let i = 0, k = 0, after = null;

		attributes(old, fresh, box);
		for (const [same, equal] of [...equals(a, b), [a.length, b.length]]) {
			const gone = a.slice(i, same);
			const gap = match(gone, b.slice(k, equal));
			const kept = new Set(gap.map(([its]) => its));
			const spare = gone.filter((its) => !kept.has(its));
			const lost = spare.map((its) => this.top(its, box));

			for (const [its, child] of gap) {
				if (its) {
					after = this.top(its, box) ?? after;
					this.merge(its, child);
					made.push(its);
				} else {
					after = this.insert(child, box, after, lost.find((its) => its && !this.instead.has(its)));
					made.push(child);
				}
			}
			lost.forEach((its) => its?.remove());
			if (same < a.length) {
				made.push(a[same]);
				after = this.top(a[same], box) ?? after;
			}
			[i, k] = [same + 1, equal + 1];
		}
		old.replaceChildren(...made);
	}
}

/* Give @box the attributes by which @fresh differs from @old. */
function attributes(old, fresh, box) {
	for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
		const value = fresh.getAttribute(name);

		if (value === old.getAttribute(name))
			continue;
		for (const element of [old, box]) {
			if (value === null)
				element.removeAttribute(name);
			else
				element.setAttribute(name, value);
		}
	}
}

/* What was unfolded in @old is so in @fresh. */
function keepOpen(old, fresh) {
	const list = (element) => element.matches("details") ? [element] : [...element.querySelectorAll("details")];
	const before = list(old);

	list(fresh).forEach((details, i) => {
		if (before[i]?.open)
			details.open = true;
	});
}

/* Return what is in the window, with where it is. */
function inView() {
	const places = [];

	for (const element of document.querySelectorAll("main :is(p, li, h1, h2, h3, h4, figure, pre, table, summary)")) {
		const box = element.getBoundingClientRect();

		if (box.height > 0 && box.bottom > 0 && box.top < innerHeight)
			places.push({ element, top: box.top });
	}
	return places;
}

/* Scroll so that what was in the window is where it was. */
function keepInView(places, instead) {
	for (const { element, top } of places) {
		const still = element.isConnected ? element : instead.get(element);
		const now = still?.getBoundingClientRect();

		if (now?.height > 0) {
			window.scrollBy({ top: now.top - top, behavior: "instant" });
			return;
		}
	}
}

function flash(element) {
	if (!element.closest("main") || element.closest("nav, .toc"))
		return;
	element.classList.add("lectern-new");
	setTimeout(() => {
		element.classList.remove("lectern-new");
		if (element.className === "")
			element.removeAttribute("class");
	}, 2000);
}

/* Show the page whose text is @text. */
function show(text) {
	const fresh = new DOMParser().parseFromString(text, "text/html");
	const places = scrollY > 0 ? inView() : [];
	const focused = document.activeElement?.id;
	const change = new Change();

	fresh.querySelectorAll("script[src^='/.lectern/']").forEach((its) => its.remove());
	if (frameOf(fresh.head) !== frame) {
		location.reload();
		return;
	}
	document.documentElement.style.overflowAnchor = "none"; /* one of us is enough */
	change.merge(copy, fresh.body);
	document.title = fresh.title;
	if (change.news.some((element) => element.querySelector("header.site nav") || element.matches("header.site, header.site nav"))) {
		location.reload(); /* its buttons are made but once */
		return;
	}
	document.querySelectorAll(".evidence.peeked").forEach((element) => element.remove());
	change.news.forEach((element) => window.dress?.(element));
	document.dispatchEvent(new CustomEvent("lectern-changed"));
	showMeasuring();
	keepInView(places, change.instead);
	document.documentElement.style.overflowAnchor = "";
	if (focused && !document.activeElement?.id)
		document.getElementById(focused)?.focus({ preventScroll: true });
	change.news.forEach(flash);
}

/* Getting it ------------------------------------------------------------------------------- */

const name = decodeURIComponent(location.pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");
const assets = new Map(); /* address to tag */
let queue = Promise.resolve(); /* one thing after the other */

async function update() {
	const answer = await fetch(location.pathname, { cache: "no-store" });
	const its = answer.headers.get("ETag");

	if (answer.status === 404) {
		look.gone = tag !== "";
	} else if (answer.ok && its !== tag) {
		const text = await answer.text();

		if (tag === "" || look.gone) {
			location.reload();
			return;
		}
		show(text);
		tag = its;
	}
	render();
}

/* Look whether what the page consists of is another by now. */
async function check() {
	const head = async (address) => (await fetch(address, { method: "HEAD", cache: "no-store" }));
	const page = await head(location.pathname);

	if (page.status === 404 ? !look.gone : page.headers.get("ETag") !== tag)
		await update();
	for (const element of document.querySelectorAll("link[rel=stylesheet][href], img[src], head script[src]")) {
		const url = new URL(element.href ?? element.src);
		const address = url.origin + url.pathname;

		if (url.origin !== location.origin)
			continue;
		const its = (await head(address)).headers.get("ETag");
		const old = assets.get(address);

		assets.set(address, its);
		const broken = element.localName === "img" && element.complete && element.naturalWidth === 0 && its;

		if (old === undefined ? broken : its && its !== old)
			renew(element, `${address}?${its.replace(/\W/g, "")}`);
	}
}

function renew(element, address) {
	if (element.localName === "script") {
		location.reload();
	} else if (element.localName === "img") {
		element.src = address;
		flash(element);
	} else {
		const link = element.cloneNode();

		link.addEventListener("load", () => element.remove());
		link.href = address;
		element.after(link);
	}
}

const then = (work) => {
	queue = queue.then(work).catch((error) => {
		if (!(error instanceof TypeError && /fetch/i.test(error.message)))
			console.error(error); /* the server is away: it will be looked at again */
	});
};

/* What is said of it ----------------------------------------------------------------------- */

const look = { connected: true, gone: false, state: null, progress: null, findings: [], open: false, shut: "" };

function make(tagName, className, ...children) {
	const element = document.createElement(tagName);

	if (className)
		element.className = className;
	element.append(...children);
	return element;
}

function styles() {
	const link = make("link", "");

	link.rel = "stylesheet";
	link.href = "/.lectern/live.css";
	return link;
}

const host = make("div", "");
const root = host.attachShadow({ mode: "open" });
const state = make("p", "state");
const button = make("button", "warnings");
const heading = make("h2", "");
const close = make("button", "", "Close");
const list = make("ol", "");
const alert = make("div", "alert", make("div", "head", heading, close), list);
const box = make("section", "findings", alert);
const corner = make("section", "corner", button, state);

host.id = "lectern-live";
state.setAttribute("role", "status");
button.type = close.type = "button";
alert.setAttribute("role", "alert");
list.tabIndex = 0; /* it scrolls, by keys too */
box.hidden = true;
corner.setAttribute("aria-label", "Preview");
box.setAttribute("aria-label", "Findings");
root.append(styles(), corner, box);

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/* How far the experiment is, in words. */
function progressOf(id) {
	const { progress } = look;

	if (!progress || progress.id !== id)
		return "";
	const left = progress.left < 60 ? `${Math.ceil(progress.left)} s` : `${Math.ceil(progress.left / 60)} min`;

	const round = progress.rounds > 0 ? `round ${Math.min(progress.round + 1, progress.rounds)} of ${progress.rounds}, ` : "";

	return `${round}about ${left} left`; /* trials come before the first round */
}

function stateText() {
	const { phase, id, done, total } = look.state ?? {};
	const count = total > 1 ? ` ${Math.min(done + 1, total)} of ${total}` : "";

	if (!look.connected)
		return "The connection is lost; trying again";
	if (look.gone)
		return "This page is no longer part of the course";
	switch (phase) {
	case "building":
		return "Making pages";
	case "measuring":
		return `Measuring${count}: ${id}`;
	case "pausing":
		return "Waiting for the end of a run";
	case "paused":
		return `Measuring ${id} is paused until the errors are mended`;
	case "busy":
		return "Waiting for another build";
	default:
		return "";
	}
}

/* The line of a finding, with its words marked and a caret below. */
function lineOf(finding) {
	const letters = [...finding.text];
	const [from, to] = [finding.column - 1, finding.column - 1 + finding.length];
	const blank = letters.slice(0, from).map((letter) => letter === "\t" ? "\t" : " ").join("");
	const line = make("pre", "", letters.slice(0, from).join(""), make("mark", "", letters.slice(from, to).join("")),
		letters.slice(to).join(""), "\n", make("span", "caret", `${blank}^${"~".repeat(Math.max(0, finding.length - 1))}`));

	line.tabIndex = 0;
	return line;
}

function itemOf(finding) {
	const item = make("li", finding.severity, make("p", "place", make("span", "severity", finding.severity)));

	if (finding.file)
		item.firstChild.append(` ${finding.file}:${finding.line}:${finding.column}`);
	item.append(make("p", "message", finding.message));
	if (finding.text)
		item.append(lineOf(finding));
	if (finding.help)
		item.append(make("p", "help", finding.help));
	return item;
}

/* Errors show at once, warnings when they are asked for; what was closed stays so until it is another. */
function showFindings(findings) {
	const errors = findings.filter((its) => its.severity === "error");
	const warnings = findings.filter((its) => its.severity !== "error");
	const which = JSON.stringify(errors);

	look.findings = [...errors, ...warnings];
	look.open = errors.length > 0 ? which !== look.shut : look.open && look.errors === 0 && warnings.length > 0;
	look.errors = errors.length;
	if (errors.length === 0)
		look.shut = "";
	heading.textContent = [errors.length && plural(errors.length, "error"), warnings.length && plural(warnings.length, "warning")]
		.filter(Boolean).join(", ");
	button.textContent = heading.textContent;
	list.replaceChildren(...look.findings.map(itemOf));
	box.classList.toggle("error", errors.length > 0);
	render();
	for (const mark of list.querySelectorAll("mark")) {
		const line = mark.parentElement;

		if (mark.offsetLeft > line.clientWidth)
			line.scrollLeft = mark.offsetLeft - line.clientWidth / 3;
	}
}

function shut() {
	const inside = root.activeElement && box.contains(root.activeElement);

	look.open = false;
	look.shut = JSON.stringify(look.findings.filter((its) => its.severity === "error"));
	render();
	if (inside)
		button.focus();
}

function render() {
	const text = stateText();

	if (state.textContent !== text)
		state.textContent = text;
	state.className = `state ${look.connected ? look.state?.phase ?? "" : "lost"}`;
	box.hidden = !look.open;
	button.hidden = look.open || look.findings.length === 0;
	button.setAttribute("aria-expanded", look.open);
}

/* What is measured, or waits for it, says so where its figure is. */
function showMeasuring() {
	const { phase, id, waiting = [], failed = [] } = look.state ?? {};
	const words = new Map();

	for (const its of waiting)
		words.set(its, "waits to be measured");
	for (const its of failed)
		words.set(its, "could not be measured");
	if (id)
		words.set(id, phase === "measuring" ? `being measured${progressOf(id) ? `: ${progressOf(id)}` : ""}` : "measuring is paused");
	document.querySelectorAll(".lectern-measuring").forEach((mark) => {
		if (!words.has(mark.dataset.id))
			mark.remove();
	});
	for (const [its, text] of words) {
		const result = document.getElementById(`result-${its}`);
		let mark = result?.querySelector(":scope > .lectern-measuring");

		if (!result)
			continue;
		if (!mark) {
			mark = make("p", "lectern-measuring");
			mark.dataset.id = its;
			result.prepend(mark);
		}
		mark.textContent = text;
	}
}

button.addEventListener("click", () => {
	look.open = true;
	render();
	close.focus();
});
close.addEventListener("click", shut);
document.addEventListener("keydown", (event) => {
	if (event.key === "Escape" && look.open)
		shut();
});

/* Listening -------------------------------------------------------------------------------- */

let source = null;

function take(event) {
	switch (event.event) {
	case "findings":
		showFindings(event.findings);
		break;
	case "state":
		look.state = event;
		showMeasuring();
		render();
		break;
	case "progress":
		look.progress = event;
		showMeasuring();
		break;
	case "pages":
		if (event.written.includes(name))
			then(update);
		break;
	case "end":
		then(check);
		break;
	}
}

/* A page that nobody sees does not listen: browsers open but a few connections to a server. */
function listen() {
	source?.close();
	source = null;
	if (document.visibilityState === "hidden")
		return;
	source = new EventSource("/.lectern/events");
	source.addEventListener("open", () => {
		look.connected = true;
		render();
		then(check);
	});
	source.addEventListener("message", (message) => take(JSON.parse(message.data)));
	source.addEventListener("error", () => {
		look.connected = false;
		render();
		if (source?.readyState === EventSource.CLOSED)
			setTimeout(listen, 1000);
	});
}

document.head.append(styles());
document.body.append(host);
document.addEventListener("visibilitychange", listen);
listen();
})();
