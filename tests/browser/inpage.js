/*
 * inpage.js - what is looked at inside a page.  It is evaluated there, without scripts of the page
 * too, and leaves `lecternTest`, whose functions return faults: lists of lines.
 */
"use strict";

globalThis.lecternTest = (() => {
	const NEAR = 1.5; // px: roundings are no faults
	const round = Math.round;

	/* Tell what an element is, in a few words. */
	function name(element) {
		const id = element.id ? `#${element.id}` : "";
		const classes = [...element.classList].map((word) => `.${word}`).join("");
		return `<${element.localName}${id}${classes}>`;
	}

	function quote(text) {
		const words = text.trim().replace(/\s+/g, " ");
		return words.length > 40 ? `'${words.slice(0, 40)}...'` : `'${words}'`;
	}

	/* Is the element left out on purpose: for screen readers only, or until it has the focus? */
	function aside(element) {
		return element.closest(".sr, .skip, annotation") !== null;
	}

	function shown(element) {
		return element.checkVisibility({ opacityProperty: true, visibilityProperty: true,
			contentVisibilityAuto: true }) && !aside(element);
	}

	/* Is the element in a box that scrolls, and shows all of it in time? */
	function scrolled(element) {
		for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
			if (/auto|scroll/.test(getComputedStyle(box).overflowX))
				return true;
		return false;
	}

	/* Return the lines of text that can be seen: where they are, and of which node. */
	function lines() {
		const found = [], range = document.createRange();
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const parent = node.parentElement;
			if (!node.data.trim() || /^(script|style|title|desc)$/.test(parent.localName) ||
			    !shown(parent))
				continue;
			range.selectNodeContents(node);
			for (const rect of range.getClientRects())
				if (rect.width > 0.5 && rect.height > 0.5)
					found.push({ node, parent, rect, text: node.data });
		}
		return found;
	}

	function reaches_out(element) {
		const rect = element.getBoundingClientRect();
		return rect.left < -NEAR || rect.right > document.documentElement.clientWidth + NEAR;
	}

	/* No element reaches out of the window to either side. */
	function wide() {
		const faults = [], root = document.documentElement;
		if (root.scrollWidth > root.clientWidth)
			faults.push(`the page is ${root.scrollWidth} px wide, the window ${root.clientWidth} px`);
		for (const element of document.body.querySelectorAll("*")) {
			if (element.closest("svg") !== element && element.closest("svg"))
				continue;
			const rect = element.getBoundingClientRect();
			if (rect.width === 0 || rect.height === 0 || !shown(element))
				continue;
			if (reaches_out(element) && !reaches_out(element.parentElement) && !scrolled(element))
				faults.push(`${name(element)} reaches from ${round(rect.left)} to ${round(rect.right)}` +
					` px, the window to ${root.clientWidth}`);
		}
		return faults;
	}

	/* Return the box that text has to stay in: the nearest block around it. */
	function block_of(element) {
		let box = element;
		while (box.parentElement && /^(inline|contents|ruby)/.test(getComputedStyle(box).display) &&
		       !/inline-(block|flex|grid)/.test(getComputedStyle(box).display))
			box = box.parentElement;
		return box;
	}

	/* Tell what cuts the line, or what it juts out of. */
	function cut_by(line) {
		const drawing = line.parent.closest("svg");
		const from = drawing ?? line.parent;
		if (drawing) {
			const rect = drawing.getBoundingClientRect();
			const style = getComputedStyle(drawing);
			if (style.overflowX !== "visible" && (line.rect.left < rect.left - NEAR ||
			    line.rect.right > rect.right + NEAR || line.rect.top < rect.top - NEAR ||
			    line.rect.bottom > rect.bottom + NEAR))
				return name(drawing);
		}
		for (let box = from; box && box !== document.body; box = box.parentElement) {
			const style = getComputedStyle(box), rect = box.getBoundingClientRect();
			if (/auto|scroll/.test(style.overflowX + style.overflowY))
				return null;
			if (/hidden|clip/.test(style.overflowX) &&
			    (line.rect.right > rect.right + NEAR || line.rect.left < rect.left - NEAR))
				return name(box);
			if (/hidden|clip/.test(style.overflowY) && rect.height > 1 &&
			    (line.rect.bottom > rect.bottom + line.rect.height / 3 ||
			     line.rect.top < rect.top - line.rect.height / 3))
				return name(box);
		}
		if (drawing || line.parent.closest("math"))
			return null;
		const box = block_of(line.parent), rect = box.getBoundingClientRect();
		return line.rect.right > rect.right + NEAR || line.rect.left < rect.left - NEAR ? name(box) : null;
	}

	/* No text is cut, nor does it jut out of its box. */
	function cut(all) {
		const faults = [];
		for (const line of all) {
			const by = cut_by(line);
			if (by)
				faults.push(`${quote(line.text)} is cut by ${by}, or juts out of it`);
		}
		return faults;
	}

	/* Letters are lower than their lines: only the middle half of a line counts. */
	function core(rect) {
		return { left: rect.left + 1, right: rect.right - 1,
			top: rect.top + rect.height / 4, bottom: rect.bottom - rect.height / 4 };
	}

	/* Scrolled boxes lie side by side with what their far ends would cover. */
	function clipped(line, rect) {
		for (let box = line.parent; box && box !== document.body; box = box.parentElement) {
			const style = getComputedStyle(box);
			if (/auto|scroll|hidden|clip/.test(style.overflowX + style.overflowY)) {
				const its = box.getBoundingClientRect();
				rect = { left: Math.max(rect.left, its.left), right: Math.min(rect.right, its.right),
					top: Math.max(rect.top, its.top), bottom: Math.min(rect.bottom, its.bottom) };
			}
		}
		return rect;
	}

	/* No two lines of text lie upon each other. */
	function overlap(all) {
		const faults = [];
		const boxes = all.map((line) => ({ line, ...clipped(line, core(line.rect)) }))
			.filter((box) => box.right > box.left && box.bottom > box.top)
			.sort((one, other) => one.top - other.top);
		for (let i = 0; i < boxes.length; i++) {
			const one = boxes[i];
			for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom; j++) {
				const other = boxes[j], math = one.line.parent.closest("math");
				if (one.right <= other.left || other.right <= one.left ||
				    (math && math.contains(other.line.parent)))
					continue;
				faults.push(`${quote(one.line.text)} in ${name(one.line.parent)} and ` +
					`${quote(other.line.text)} in ${name(other.line.parent)} overlap`);
			}
		}
		return faults;
	}

	/* All faults of the layout as it is now. */
	function layout() {
		const all = lines();
		return [...wide(), ...cut(all), ...overlap(all)];
	}

	/* Evidence, unfolded as the pointer does it, stays in the window and is not cut. */
	function evidence() {
		const faults = [];
		for (const box of document.querySelectorAll(".evidence")) {
			const home = box.closest(".claim, .value");
			if (!home || !shown(home))
				continue;
			box.style.display = "block";
			const inside = lines().filter((line) => box.contains(line.parent));
			const found = cut(inside);
			if (reaches_out(box) ||
			    document.documentElement.scrollWidth > document.documentElement.clientWidth)
				found.push(`${name(box)} reaches out of the window`);
			faults.push(...found, ...overlap(inside));
			box.style.display = "";
		}
		return faults;
	}

	/* Words of the text that nobody can get at: neither seen, nor folded, nor evidence. */
	function hidden() {
		const faults = [];
		const walker = document.createTreeWalker(document.querySelector("main") ?? document.body,
			NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const parent = node.parentElement;
			if (!node.data.trim() || shown(parent) || aside(parent) ||
			    parent.closest("script, style, noscript, title, desc, .evidence, .anchor, " +
				".ev-number, .toc, [hidden], button, details:not([open]), dialog"))
				continue;
			faults.push(`${quote(node.data)} in ${name(parent)} is not to be seen`);
		}
		return faults;
	}

	/* What the page points at, and what can be pointed at in it. */
	function addresses() {
		const refs = [], ids = [];
		for (const element of document.querySelectorAll("*")) {
			for (const key of ["href", "src", "srcset", "poster", "data", "action"])
				if (element.hasAttribute(key) && element.namespaceURI.endsWith("xhtml"))
					refs.push({ what: `${name(element)} ${key}`, to: element.getAttribute(key),
						base: document.baseURI });
			for (const key of ["for", "popovertarget", "aria-describedby", "aria-labelledby",
				"aria-controls", "aria-owns", "aria-details", "list"])
				for (const id of (element.getAttribute(key) ?? "").split(/\s+/).filter(Boolean))
					if (!document.getElementById(id))
						refs.push({ what: `${name(element)} ${key}`, to: `#${id}`,
							base: document.baseURI, lost: true });
			if (element.id)
				ids.push(element.id);
			if (element.localName === "a" && element.hasAttribute("name"))
				ids.push(element.getAttribute("name"));
		}
		return { refs, ids };
	}

	/* Scripts that the first paint waits for. */
	function blocking() {
		return [...document.querySelectorAll("script[src]")]
			.filter((script) => !script.defer && !script.async && script.type !== "module")
			.map((script) => `the page waits for ${name(script)} ${script.getAttribute("src")}`);
	}

	/* Does the evidence of @claim, which the pointer is upon, stand in the window if it can? */
	function room(claim) {
		const evidence = claim.querySelector(":scope > .evidence");
		if (!shown(evidence))
			return [`${name(claim)} ${quote(claim.textContent)} does not unfold`];
		const rect = evidence.getBoundingClientRect();
		if (rect.height >= claim.getClientRects()[0].top || (rect.top >= 0 && rect.bottom <= innerHeight + 1))
			return [];
		return [`the evidence of ${name(claim)} hangs out of the window, and there is room above`];
	}

	/* The lines of every spot of a drawing, as the page has them before any script. */
	function spots() {
		return [...document.querySelectorAll(".drawing")].map((drawing) =>
			[...drawing.querySelectorAll(".spots > *")].map((spot) => {
				const title = spot.querySelector("title");
				return title ? title.textContent.split("\n") : null;
			}));
	}

	/* Return the lines that a drawing shows beside a spot, null if none; and what is wrong with them. */
	function told(drawing) {
		const tip = document.querySelectorAll(".drawing")[drawing].querySelector(".tip");
		const faults = [];
		if (!tip || !shown(tip))
			return { lines: null, faults };
		const rect = tip.getBoundingClientRect();
		if (rect.left < -1 || rect.right > document.documentElement.clientWidth + 1)
			faults.push(`${name(tip)} ${quote(tip.textContent)} reaches out of the window`);
		return { lines: [...tip.children].map((line) => line.textContent), faults };
	}

	const reached = new Set();

	/* Is it to be seen that the element has the focus? */
	function outlined(element) {
		const style = getComputedStyle(element);
		return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) ||
			style.boxShadow !== "none";
	}

	/* Does something else lie upon all of the element, or is it out of the window? */
	function covered(element) {
		return ![...element.getClientRects()].some((rect) => {
			const left = Math.max(rect.left, 0), right = Math.min(rect.right, innerWidth);
			const top = Math.max(rect.top, 0), bottom = Math.min(rect.bottom, innerHeight);
			if (right - left < 1 || bottom - top < 1)
				return false;
			const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
			return there && (element.contains(there) || there.contains(element));
		});
	}

	/* Return the element with the evidence that the focused one unfolds, or null. */
	function evidence_of(element) {
		const ids = ["popovertarget", "aria-describedby", "aria-controls"]
			.map((key) => element.getAttribute(key)).filter(Boolean).join(" ").split(" ");
		return ids.map((id) => document.getElementById(id)).find((its) => its) ?? null;
	}

	let patience = 200; // frames

	/* A window scrolls to what gets the focus, but not at once. */
	async function settle(element) {
		for (; covered(element) && patience > 0; patience--)
			await new Promise(requestAnimationFrame);
	}

	/* Tell of the element that has the focus; null when none has it, or when it had it before. */
	async function focus() {
		const element = document.activeElement, faults = [];
		if (!element || element === document.body || reached.has(element))
			return null;
		reached.add(element);
		const called = `${name(element)} ${quote(element.textContent)}`;
		if (!outlined(element))
			faults.push(`${called} does not show that it has the focus`);
		await settle(element);
		if (covered(element))
			faults.push(`${called} is covered or out of sight when it has the focus`);
		const evidence = element.closest(".claim, .value") ? evidence_of(element) : null;
		if (evidence && !shown(evidence))
			faults.push(`${called} has the focus, and its evidence is not to be seen`);
		return { faults, called, unfolds: evidence !== null && element.localName !== "a" }; // links lead there
	}

	/* Is the evidence of the element with the focus to be seen? */
	function unfolded() {
		const evidence = evidence_of(document.activeElement);
		return evidence !== null && shown(evidence);
	}

	/* Claims, and values with evidence, that the focus never came to, though they are to be seen. */
	function missed() {
		const all = [...document.querySelectorAll(".claim, .value:has(*)")].filter(shown);
		return all.filter((its) => ![...reached].some((element) => its.contains(element)))
			.map((its) => `${name(its)} ${quote(its.textContent)} is not reached`);
	}

	return { addresses, blocking, evidence, focus, hidden, layout, missed, room, spots, told, unfolded };
})();
