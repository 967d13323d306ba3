/* lectern.js - comfort for those who have scripts; every page is whole without it. */
"use strict";

/* Return a new element; children are elements and texts. */
function make(tag, attributes, ...children) {
	const element = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes))
		element.setAttribute(name, value);
	element.append(...children);
	return element;
}

/* Return what the fragment @hash names, or null. */
function targetOf(hash) {
	try {
		return document.getElementById(decodeURIComponent(hash.slice(1)));
	} catch {
		return null; /* no such encoding */
	}
}

/* A menu closes by Escape, and when the reader goes on elsewhere. */
function closeMenus(elsewhere) {
	for (const menu of document.querySelectorAll("details.menu[open]")) {
		if (menu.contains(elsewhere))
			continue;
		if (menu.contains(document.activeElement))
			menu.querySelector("summary").focus();
		menu.open = false;
	}
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));

/* Escape puts evidence away that hover or focus has unfolded (WCAG 1.4.13). */
const unfolding = ".claim, .value, .peek";
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape")
		return;
	closeMenus(document.body);
	document.querySelectorAll(`:is(${unfolding}):is(:hover, :focus-within)`).forEach((object) => {
		object.classList.add("put-away");
		const wake = () => object.classList.remove("put-away");
		object.addEventListener("mouseleave", wake, { once: true });
		object.addEventListener("focusout", wake, { once: true });
		object.addEventListener("click", wake, { once: true });
	});
});

/* Evidence that would hang below the window stands above its line, if there is room. */
function placeEvidence(event) {
	const object = event.target.closest?.(".claim, .value");
	const evidence = object?.querySelector(":scope > .evidence");
	if (!evidence || !evidence.offsetParent)
		return;
	const line = object.getClientRects();
	const first = line[0].top, last = line[line.length - 1].bottom;
	const height = evidence.offsetHeight;
	const above = last + height > innerHeight && first > height;
	object.style.setProperty("--above", evidence.offsetParent.getBoundingClientRect().bottom - first + "px");
	object.classList.toggle("above", above);
}
document.addEventListener("mouseover", placeEvidence);
document.addEventListener("focusin", placeEvidence);

/* Light, dark, or as the system.  The page's head has set it before anything was shown. */
const root = document.documentElement;
const themeKey = "lectern-theme";

function setTheme(theme) {
	if (theme === "light" || theme === "dark")
		root.dataset.theme = theme;
	else
		delete root.dataset.theme;
}

function addThemeSwitch() {
	const nav = document.querySelector("header.site nav");
	const select = make("select", {});
	const show = () => { select.value = root.dataset.theme || "" };

	if (!nav)
		return;
	for (const [value, name] of [["", "System"], ["light", "Light"], ["dark", "Dark"]])
		select.append(make("option", { value }, name));
	select.addEventListener("change", () => {
		setTheme(select.value);
		try {
			localStorage.setItem(themeKey, select.value);
		} catch {
			/* it holds until the page is left */
		}
	});
	window.addEventListener("storage", (event) => {
		if (event.key === themeKey) {
			setTheme(event.newValue);
			show();
		}
	});
	window.addEventListener("pageshow", () => { /* back from a page where it was changed */
		try {
			setTheme(localStorage.getItem(themeKey));
		} catch {
			/* nothing is remembered here */
		}
		show();
	});
	show();
	nav.append(make("label", { class: "theme" }, make("span", { "aria-hidden": "true" }, "◐ "),
		make("span", { class: "sr" }, "Colours "), select));
}

/* Search.  What it takes is loaded when it is first opened, by tags: a page in a file may not fetch. */
const slashKey = "lectern-slash";

function loadScript(name) {
	return new Promise((resolve, reject) => {
		const script = make("script", { src: `assets/${name}` });

		script.addEventListener("load", resolve);
		script.addEventListener("error", reject);
		document.head.append(script);
	});
}

function slashOpens() {
	try {
		return localStorage.getItem(slashKey) !== "off";
	} catch {
		return true;
	}
}

function addSearch() {
	const nav = document.querySelector("header.site nav[data-search]");
	const word = make("span", { class: "word", "aria-hidden": "true" }, "Search");
	const button = make("button", { type: "button", class: "search-open", "aria-haspopup": "dialog", "aria-keyshortcuts": "/ Control+K Meta+K" },
		make("span", { class: "lens" }), word, make("span", { class: "sr" }, "Search"));
	let loading = null;
	const open = async () => {
		loading = loading || Promise.all(["search.js", "minisearch.js", "search-index.js"].map(loadScript));
		try {
			await loading;
			openSearch();
		} catch {
			loading = null;
			button.replaceChildren("The search could not be loaded");
		}
	};

	if (!nav)
		return;
	button.addEventListener("click", open);
	document.addEventListener("keydown", (event) => {
		const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && slashOpens() &&
			!event.target.closest("input, select, textarea, [contenteditable]");
		const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;

		if (slash || control) {
			event.preventDefault();
			open();
		}
	});
	nav.before(button);
}

/* The section that is being read is marked in the contents. */
let sectionObserver = null;

function markCurrentSection() {
	const links = new Map();
	const seen = new Set();

	sectionObserver?.disconnect();
	document.querySelectorAll(".toc.wide a[href^='#']").forEach((a) => links.set(a.hash.slice(1), a));
	if (!("IntersectionObserver" in window) || links.size === 0)
		return;
	sectionObserver = new IntersectionObserver((entries) => {
		let current = null;

		for (const entry of entries)
			seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
		for (const id of links.keys())
			if (seen.has(id))
				current = id;
		for (const [id, a] of links) {
			if (id === current)
				a.setAttribute("aria-current", "location");
			else
				a.removeAttribute("aria-current");
		}
		if (current)
			showInContents(links.get(current));
	}, { rootMargin: "0px 0px -70% 0px" });
	for (const id of links.keys()) {
		const section = targetOf(`#${id}`);

		if (section)
			sectionObserver.observe(section);
	}
}

/* Contents that are longer than the window follow the reader. */
function showInContents(a) {
	const toc = a.closest(".toc");
	const box = toc.getBoundingClientRect();
	const place = a.getBoundingClientRect();

	if (place.top < box.top || place.bottom > box.bottom)
		toc.scrollTop += place.top - box.top - box.height / 3;
}

/* Listings can be copied. */
async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		/* no clipboard without a secure address: the old way */
	}
	const area = make("textarea", { class: "sr" });
	area.value = text;
	document.body.append(area);
	area.select();
	const copied = document.execCommand("copy");
	area.remove();
	return copied;
}

const copyStatus = make("div", { class: "sr", role: "status" });

function addCopyButtons(part) {
	for (const code of within(part, "main pre > code")) {
		const pre = code.parentElement;
		const button = make("button", { type: "button", class: "copy" }, "Copy", make("span", { class: "sr" }, " this code"));
		let box = pre.closest("div.listing");

		if (pre.closest(".program-output"))
			continue;
		if (!box) {
			const scroller = pre.closest("div.sourceCode") || pre; /* the button stays where it is */

			box = make("div", { class: "code-box" });
			scroller.replaceWith(box);
			box.append(scroller);
		}
		button.addEventListener("click", async () => {
			const copied = await copyText(code.textContent);

			button.focus();
			button.firstChild.data = copied ? "Copied" : "Not copied";
			button.classList.add("done");
			copyStatus.textContent = copied ? "Copied" : "The code could not be copied";
			setTimeout(() => {
				button.firstChild.data = "Copy";
				button.classList.remove("done");
				copyStatus.textContent = "";
			}, 2500);
		});
		box.append(button);
	}
}

/*
 * Sections become tabs: arrows move between them, and a link to something inside opens its tab.  Sets of
 * one group open the same tab, on this page and on those read later.
 */
const openTab = new WeakMap(); /* panel to function */
const tabSets = []; /* {list, group, choose}: choose opens the tab of a name, if there is one */
let tabCount = 0;
const tabKey = "lectern-tab-";

function chooseTab(set, name) {
	const before = set.list.getBoundingClientRect().top;

	for (const other of tabSets)
		if (other === set || (set.group && other.group === set.group))
			other.choose(name);
	window.scrollBy(0, set.list.getBoundingClientRect().top - before); /* what is above may have grown */
	try {
		if (set.group)
			localStorage.setItem(tabKey + set.group, name);
	} catch {
		/* it holds until the page is left */
	}
}

function lastChoice(group) {
	try {
		return group ? localStorage.getItem(tabKey + group) : null;
	} catch {
		return null;
	}
}

function textOf(heading) {
	const copy = heading.cloneNode(true);

	copy.querySelectorAll(".anchor, .held, .evidence, .ev-number").forEach((part) => part.remove());
	return copy.textContent.trim().replace(/\s+/g, " ");
}

function makeTabs(set) {
	const number = ++tabCount;
	const panels = [...set.querySelectorAll(":scope > .tab")];
	const list = make("div", { role: "tablist", class: "tabs" });
	const tabs = panels.map((panel, i) => {
		const heading = panel.querySelector("h1, h2, h3, h4, h5, h6");
		const id = `tab-${number}-${i + 1}`;

		panel.id = panel.id || `${id}-panel`;
		heading.classList.add("tab-heading");
		panel.setAttribute("role", "tabpanel");
		panel.setAttribute("aria-labelledby", id);
		panel.tabIndex = 0;
		return make("button", { type: "button", role: "tab", id, "aria-controls": panel.id }, textOf(heading));
	});
	const names = tabs.map((tab) => tab.textContent);
	const open = (chosen) => tabs.forEach((tab, i) => {
		tab.setAttribute("aria-selected", i === chosen);
		tab.tabIndex = i === chosen ? 0 : -1;
		panels[i].hidden = i !== chosen;
	});

	const self = { list, group: set.dataset.group, choose: (name) => {
		if (names.includes(name))
			open(names.indexOf(name));
	} };

	if (tabs.length === 0)
		return;
	tabSets.push(self);
	tabs.forEach((tab, i) => {
		tab.addEventListener("click", () => chooseTab(self, names[i]));
		openTab.set(panels[i], () => open(i));
	});
	list.addEventListener("keydown", (event) => {
		const at = tabs.indexOf(event.target);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];

		if (at < 0 || to === undefined)
			return;
		event.preventDefault();
		chooseTab(self, names[(to + tabs.length) % tabs.length]);
		tabs[(to + tabs.length) % tabs.length].focus();
	});
	list.append(...tabs);
	panels[0].before(list);
	open(0);
	self.choose(lastChoice(self.group));
}

/* Open what hides @target; tell whether anything did. */
function reveal(target) {
	let opened = false;

	for (let box = target; box; box = box.parentElement) {
		if (box.matches("details:not([open])")) {
			box.open = opened = true;
		} else if (box.hidden && openTab.has(box)) {
			openTab.get(box)();
			opened = true;
		}
	}
	return opened;
}

function openTargets() {
	const follow = () => {
		const target = targetOf(location.hash);

		if (target && reveal(target))
			target.scrollIntoView();
	};

	document.addEventListener("click", (event) => {
		const a = event.target.closest("a[href^='#']");

		if (a)
			reveal(targetOf(a.hash));
	});
	window.addEventListener("hashchange", follow);
	follow();
}

/* Footnotes and sources unfold where they are referred to. */
function quote(target) {
	const box = make("span", { class: "evidence peeked" });
	const copy = target.cloneNode(true);

	copy.querySelectorAll(".footnote-back, .copy").forEach((part) => part.remove());
	copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
	box.append(...copy.childNodes);
	return box;
}

function addPeeks(part) {
	for (const a of within(part, "main a.footnote-ref, main .citation a[href^='#']")) {
		const target = targetOf(a.hash);
		const peek = make("span", { class: "peek" });
		const fill = () => {
			if (!peek.querySelector(".evidence"))
				peek.append(quote(target));
		};

		if (!target || a.closest("table, summary, h1, h2, h3, h4, h5, h6"))
			continue; /* there is no room */
		a.setAttribute("aria-describedby", target.id);
		a.replaceWith(peek);
		peek.append(a);
		peek.addEventListener("pointerenter", fill);
		peek.addEventListener("focusin", fill);
	}
}

/* The ledger's filter works by style sheet alone; here it says how many claims it leaves, and a link
 * to a verdict chooses it. */
function addFilter() {
	const visible = (element) => element.getClientRects().length > 0;
	const tell = () => {
		const rows = document.querySelectorAll(".ledger-rows li");
		const n = [...rows].filter(visible).length;

		document.querySelector(".shown").textContent = n === rows.length ? "" : `${n} of ${rows.length} claims are shown.`;
		document.querySelectorAll(".toc a[href^='#']").forEach((a) => {
			const section = targetOf(a.hash);

			a.parentElement.hidden = section !== null && !visible(section);
		});
	};
	const follow = () => {
		const target = targetOf(location.hash);

		if (target && target.name === "show") {
			target.checked = true;
			target.focus();
		} else if (target && !visible(target)) {
			document.querySelector(".filter input").checked = true; /* all: the link leads to something that is hidden */
			target.scrollIntoView();
		}
		tell();
	};

	if (!document.querySelector(".shown") || !CSS.supports("selector(:has(a))"))
		return;
	document.addEventListener("change", (event) => event.target.closest(".filter") && tell());
	document.addEventListener("lectern-changed", tell);
	window.addEventListener("hashchange", follow);
	window.addEventListener("pageshow", tell); /* the choice may have been restored */
	follow();
}

/*
 * Figures answer the pointer, a tap and the arrow keys: the picture has spots with words, which were
 * made with it, and marks that know their series.
 */
function answer(drawing) {
	const svg = drawing.querySelector("svg");
	const spots = [...svg.querySelectorAll(".spots > *")].map((element) => {
		const title = element.querySelector("title");
		const at = element.dataset.at?.split(" ") ?? [element.getAttribute("cx"), element.getAttribute("cy")];
		const words = title?.textContent.split("\n");

		title?.remove(); /* else the browser shows it, too */
		return { element, series: element.dataset.s, words, x: Number(at[0]), y: Number(at[1]) };
	});
	const told = spots.filter((spot) => spot.words);
	const tip = make("div", { class: "tip", role: "status" });
	const scale = () => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
	let current = null;

	const show = (spot) => {
		if (spot === current)
			return;
		current?.element.classList.remove("on");
		current = spot;
		svg.querySelectorAll("[data-s]").forEach((mark) =>
			mark.classList.toggle("dim", spot?.series !== undefined && mark.dataset.s !== spot.series));
		spot?.element.classList.add("on");
		tip.replaceChildren(...(spot?.words ?? []).map((line) => make("span", {}, line)));
		if (spot?.words)
			place(spot.x * scale(), spot.element.getBBox());
	};
	/* The tip stands above what it tells of, or below it where the window ends. */
	const place = (x, box) => {
		const left = Math.min(x - tip.offsetWidth / 2, drawing.clientWidth - tip.offsetWidth);
		const top = box.y * scale() - tip.offsetHeight - 3;
		const outside = drawing.getBoundingClientRect().top + top < 0;

		tip.style.left = Math.max(0, left) + "px";
		tip.style.top = (outside ? (box.y + box.height) * scale() + 3 : top) + "px";
	};
	/* What is pointed at, or the mark next to it within @reach pixels. */
	const find = (event, reach) => {
		const hit = spots.find((spot) => spot.element === event.target && spot.element.tagName === "path");
		const box = svg.getBoundingClientRect();
		let best = null, least = reach;

		if (hit)
			return hit;
		for (const spot of told) {
			const distance = Math.hypot(spot.x * scale() - event.clientX + box.left,
				spot.y * scale() - event.clientY + box.top);

			if (distance < least && spot.element.tagName === "circle") {
				best = spot;
				least = distance;
			}
		}
		return best;
	};
	const point = (event, reach) => {
		if (!tip.contains(event.target))
			show(find(event, reach));
	};
	const step = (event) => {
		const ways = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
		const at = told.indexOf(current);

		if (event.key === "Home" || event.key === "End")
			show(told[event.key === "Home" ? 0 : told.length - 1]);
		else if (event.key in ways)
			show(told[at < 0 ? 0 : Math.max(0, Math.min(told.length - 1, at + ways[event.key]))]);
		else
			return;
		event.preventDefault();
	};

	if (told.length === 0)
		return;
	/* The name of the picture, which browsers would show over the tip. */
	svg.setAttribute("aria-label", svg.querySelector("title").textContent);
	svg.setAttribute("aria-describedby", svg.querySelector("desc").id);
	svg.removeAttribute("aria-labelledby");
	svg.querySelector("title").remove();
	drawing.append(tip);
	drawing.setAttribute("tabindex", "0");
	drawing.setAttribute("role", "group");
	drawing.setAttribute("aria-label", "Values of the figure, by arrow keys");
	drawing.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event, 24));
	drawing.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(null));
	drawing.addEventListener("click", (event) => point(event, 48));
	drawing.addEventListener("keydown", step);
	drawing.addEventListener("focusout", () => show(null));
	document.addEventListener("keydown", (event) => event.key === "Escape" && show(null));
}

/* Return the elements that @selector means in @part, itself one of them. */
function within(part, selector) {
	return [...document.querySelectorAll(selector)].filter((element) => part.contains(element));
}

/* Do for a part of the page what can be done for it; once: for the page, then for what comes into it. */
function dress(part) {
	within(part, ".drawing .spots").forEach((spots) => answer(spots.closest(".drawing")));
	within(part, ".panel-tabset").forEach(makeTabs);
	addPeeks(part);
	addCopyButtons(part);
}

document.body.append(copyStatus);
addThemeSwitch();
addSearch();
dress(document.body);
markCurrentSection();
addFilter();
openTargets();
document.addEventListener("lectern-changed", markCurrentSection);
