/*
 * site.mjs - a built site as a browser meets it: its pages, an HTTP server, what they point at.
 */
import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = {
	".css": "text/css", ".csv": "text/csv", ".gif": "image/gif", ".html": "text/html",
	".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript",
	".json": "application/json", ".mjs": "text/javascript", ".pdf": "application/pdf",
	".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain", ".xml": "text/xml",
};

/* Return the files below the folder, by their addresses in the site. */
export function files(folder, under = "") {
	return readdirSync(join(folder, under), { withFileTypes: true }).sort().flatMap((entry) => {
		const path = under + entry.name;
		return entry.isDirectory() ? files(folder, `${path}/`) : [path];
	});
}

/*
 * Serve the folder below the path `base`, on the loopback interface only.  What is not there is
 * 404.html, as servers of static pages do it.  Resolves to { origin, close }.
 */
export function serve(folder, base) {
	const server = createServer((request, response) => {
		const path = decodeURIComponent(new URL(request.url, "http://a").pathname);
		if (path === "/favicon.ico") { // what browsers ask a host for, not a site
			response.writeHead(204).end();
			return;
		}
		let file = path.startsWith(base) ? normalize(join(folder, path.slice(base.length))) : null;
		if (file && existsSync(file) && statSync(file).isDirectory())
			file = join(file, "index.html");
		const inside = file && (file + sep).startsWith(normalize(folder) + sep);
		const there = inside && existsSync(file);
		if (!there)
			file = join(folder, "404.html");
		response.writeHead(there ? 200 : 404, {
			"Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
		});
		response.end(existsSync(file) ? readFileSync(file) : "not found");
	});
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({
		origin: `http://127.0.0.1:${server.address().port}`,
		close: () => server.close(),
	})));
}

export const file_url = (folder) => pathToFileURL(folder.endsWith(sep) ? folder : folder + sep).href;

/*
 * Return what leads nowhere.  @anchors maps each page to its ids; @refs are what the page at the
 * address @from below @root refers to.
 */
export function lost(folder, root, anchors, from, refs) {
	const faults = [];
	for (const { what, to, base, lost: gone } of refs) {
		let url;
		try {
			url = new URL(to, base ?? from);
		} catch {
			faults.push(`${what} '${to}' is no address`);
			continue;
		}
		if (gone) {
			faults.push(`${what} '${to}' names nothing on the page`);
		} else if (!url.href.startsWith(root)) {
			if (!/^(https?|mailto|data|doi):/.test(url.protocol) || url.origin === new URL(root).origin)
				faults.push(`${what} '${to}' leaves the site`);
		} else {
			const path = decodeURIComponent(url.href.slice(root.length).replace(/[?#].*/, ""));
			const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
			const anchor = decodeURIComponent(url.hash.slice(1));
			if (!existsSync(join(folder, file)))
				faults.push(`${what} '${to}' is not there`);
			else if (anchor && anchors.has(file) && !anchors.get(file).has(anchor))
				faults.push(`${what} '${to}' has no such anchor`);
		}
	}
	return faults;
}
