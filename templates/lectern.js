/* lectern.js - comfort for those who have scripts; every page is whole without it. */
"use strict";

/* Escape puts evidence away that hover or focus has unfolded (WCAG 1.4.13). */
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape")
		return;
	document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
	document.querySelectorAll(".claim:hover, .value:hover, .claim:focus-within, .value:focus-within").forEach((object) => {
		object.classList.add("put-away");
		const wake = () => object.classList.remove("put-away");
		object.addEventListener("mouseleave", wake, { once: true });
		object.addEventListener("focusout", wake, { once: true });
		object.addEventListener("click", wake, { once: true });
	});
});

/* The section that is being read is marked in the contents. */
const links = new Map();
document.querySelectorAll(".toc.wide a[href^='#']").forEach((a) => links.set(a.hash.slice(1), a));
if ("IntersectionObserver" in window && links.size > 0) {
	const seen = new Set();
	const observer = new IntersectionObserver((entries) => {
		for (const entry of entries)
			seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
		let current = null;
		for (const id of links.keys())
			if (seen.has(id))
				current = id;
		for (const [id, a] of links) {
			if (id === current)
				a.setAttribute("aria-current", "true");
			else
				a.removeAttribute("aria-current");
		}
	}, { rootMargin: "0px 0px -70% 0px" });
	for (const id of links.keys()) {
		const section = document.getElementById(id);
		if (section)
			observer.observe(section);
	}
}
