-- lectern.lua - lay out a spliced note: claims, values, figures, tables, code, provenance.
--
-- Reads the side file that the metadata field `lectern-evidence` names.  Every string in it is
-- plain text that has been formatted already: this filter decides where things stand and how they
-- look, never what they say.  Without a side file the note passes through with plain figures.
-- Knows of pandoc's tree and of the writers html and latex; nothing of samples or statistics.
--
-- To add a field of evidence, add it to `claim_rows` or `value_rows`: popup, endnote and footnote
-- are made from the same rows.  To add an output format, add a row to `formats` at the end.
--
-- THE SIDE FILE is a Lua chunk; every field may be left out unless marked (needed):
--
--   return {
--     note = {
--       name = "04-gil",
--       kind = "chapter",                      -- "chapter", "start" or "ledger"
--       number = "4",                          -- of the chapter
--       course = "Threads and processes",      -- title of the course
--       lang = "en",                           -- BCP 47; the front matter's `lang` goes before
--       home = "index.html", ledger = "ledger.html",
--       handout = "handouts/04-gil.pdf",       -- where the page finds its PDF
--       url = "https://example.org/course/",   -- where the site stands: links of the PDF
--       prev = { href = "03-memory.html", title = "Memory", number = "3" },
--       next = { ... },
--       chapters = { { href =, title =, number =, current = true or nil }, ... },
--     },
--     claims = { ["claim-startup-1"] = {
--       label = "supported",                   -- (needed) or refuted, inconclusive, untestable
--       mark = "✓",                            -- (needed)
--       expected = "refuted",                  -- only where the author expects otherwise than
--                                              -- "supported", or the verdict is not the expected one
--       unexpected = true,                     -- a testable verdict that is not the expected one
--       formula = "process.start > 5 * gil.start",
--       words = "start of process is more than 5 times start of gil",
--       estimate = "20.3", interval = "18.9 to 21.6",
--       scale = "ratio of the two sides",      -- what estimate and interval are
--       lhs = "process.start: 1.02 ms (0.98 to 1.07 ms)", rhs = "5 * gil.start: ...",
--       rounds = "33", dropped = "2", confidence = "99 %",
--       reason = "fewer than 2 cores",         -- why untestable or inconclusive
--       warnings = { "text", ... },
--       parts = { { label =, mark =, formula =, estimate =, ... }, ... },   -- of `and`
--       figure = { href = "#fig-startup", text = "Figure 3" },
--     } },
--     values = { ["value-startup-1"] = {
--       formula =, interval =, rounds =, dropped =, confidence =, reason =, warnings =, figure =
--     } },
--     figures = { ["fig-startup"] = { number = "3", alt = "Strip plot: ..." } },
--     tables = { ["tbl-startup"] = { number = "2" } },
--     results = { ["result-startup"] = {
--       summary = "33 rounds on 12 May 2025, Ryzen 7 (8 cores)",   -- (needed) one line
--       facts = { { "Machine", "..." }, ... },
--       warnings = { "text", ... },
--       table = { header = { "executor", ... }, rows = { { "gil", ... }, ... } },
--       experiment = "text",                   -- the exact experiment, shown as it is
--       files = { { href = "data/startup.csv", text = "Samples (CSV)" }, ... },
--     } },
--   }

local stringify = pandoc.utils.stringify
local List = pandoc.List

-- All words of ours that readers see.
local text = {
	evidence = "Evidence",
	values = "Measured values",
	claim = "Claim",
	formula = "Formula",
	measured = "Measured",
	sides = "Sides",
	rounds = "Rounds",
	dropped = "dropped",
	reason = "Reason",
	note = "Note",
	against = "against",
	expected = "expected",
	as_expected = "as expected",
	shown = "Shown in",
	back = "Back to the text",
	figure = "Figure",
	tbl = "Table",
	output = "Output",
	code = "Code of the experiment",
	failed = "This experiment failed",
	conditions = "Conditions",
	warnings = "Warnings",
	experiment = "The exact experiment",
	anchor = "Link to this section",
	page = "p.",
	fold = { one = "1 line", many = "%d lines" },
	label = {
		supported = "Supported",
		refuted = "Refuted",
		inconclusive = "Inconclusive",
		untestable = "Not testable here",
	},
}

local language = { python = "Python", c = "C", bash = "Shell", cpp = "C++", yaml = "YAML" }

local side = {} -- the side file
local root = "" -- folder of the side file, with a slash: figures are found here
-- Evidence in order of appearance.  A note has: id; kind, "claim" or "value"; ev, its row of the side
-- file; text, of the claim; class; where, "text" (evidence may unfold there), "heading", or "aside"
-- (caption, table, footnote); number, of its endnote.
local endnotes = List()
local numbered = {} -- id to its row in endnotes

-- Helpers ----------------------------------------------------------------------------------------

local function escape(s)
	return (tostring(s):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function html_inline(s)
	return pandoc.RawInline("html", s)
end

local function html_block(s)
	return pandoc.RawBlock("html", s)
end

local function tex_inline(s)
	return pandoc.RawInline("latex", s)
end

local function tex_block(s)
	return pandoc.RawBlock("latex", s)
end

-- Split plain text into inlines that may break at spaces.
local function words_of(s)
	local out = List()
	for gap, word in tostring(s):gmatch("( *)([^ ]+)") do
		if gap ~= "" and #out > 0 then
			out:insert(pandoc.Space())
		end
		out:insert(pandoc.Str(word))
	end
	return out
end

local function has_class(element, class)
	return element.classes:includes(class)
end

local function read_file(path)
	local file = io.open(path, "rb")
	if not file then
		return nil
	end
	local bytes = file:read("a")
	file:close()
	return bytes
end

-- Evidence as rows -------------------------------------------------------------------------------

local function add_row(rows, key, value)
	if value and value ~= "" then
		rows:insert({ key = text[key], value = value })
	end
end

local function measured_text(ev)
	if not ev.estimate and not ev.interval then
		return nil
	end
	local out = ev.estimate or ""
	if ev.interval then
		out = out .. (out ~= "" and ", " or "") .. (ev.confidence and ev.confidence .. " interval " or "interval ") .. ev.interval
	end
	return ev.scale and out .. " (" .. ev.scale .. ")" or out
end

local function rounds_text(ev)
	if not ev.rounds then
		return nil
	end
	if ev.dropped and ev.dropped ~= "0" and ev.dropped ~= "" then
		return ev.rounds .. ", " .. ev.dropped .. " " .. text.dropped
	end
	return ev.rounds
end

local function common_rows(rows, ev)
	add_row(rows, "measured", measured_text(ev))
	add_row(rows, "sides", ev.lhs and ev.rhs and (ev.lhs .. " " .. text.against .. " " .. ev.rhs) or ev.lhs or ev.rhs)
	add_row(rows, "rounds", rounds_text(ev))
	add_row(rows, "reason", ev.reason)
	for _, warning in ipairs(ev.warnings or {}) do
		add_row(rows, "note", warning)
	end
end

local function claim_rows(ev)
	local rows = List()
	add_row(rows, "claim", ev.words or ev.formula)
	for _, part in ipairs(ev.parts or {}) do
		rows:insert({ key = part.mark .. " " .. (text.label[part.label] or part.label), value = part.words or part.formula })
		common_rows(rows, part)
	end
	common_rows(rows, ev)
	return rows
end

local function value_rows(ev)
	local rows = List()
	add_row(rows, "formula", ev.words or ev.formula)
	common_rows(rows, ev)
	return rows
end

local function rows_of(note)
	return note.kind == "claim" and claim_rows(note.ev) or value_rows(note.ev)
end

-- The words that open a claim's evidence: "Supported", or "Refuted, expected: supported".
local function verdict_text(ev)
	local label = text.label[ev.label] or ev.label
	if not ev.expected then
		return label
	end
	return label .. ", " .. (ev.unexpected and text.expected .. ": " .. ev.expected or text.as_expected)
end

-- The verdict in a word beside the mark; the usual one is shown by its mark alone.
local function verdict_word(ev)
	if ev.label == "supported" and not ev.unexpected then
		return nil
	end
	return (text.label[ev.label] or ev.label):lower()
end

-- HTML: evidence ---------------------------------------------------------------------------------

local function html_figure_link(ev)
	return ev.figure and string.format('<a class="ev-figure" href="%s">%s</a>', escape(ev.figure.href), escape(ev.figure.text)) or ""
end

local function html_rows(note)
	local out = List()
	for _, row in ipairs(rows_of(note)) do
		out:insert(string.format('<span class="ev-row"><span class="ev-key">%s</span> <span class="ev-val">%s</span></span>', escape(row.key), escape(row.value)))
	end
	if note.ev.figure then
		out:insert(string.format('<span class="ev-row"><span class="ev-key">%s</span> <span class="ev-val">%s</span></span>', text.shown, html_figure_link(note.ev)))
	end
	return table.concat(out, " ")
end

local function html_head(note)
	if note.kind ~= "claim" then
		return ""
	end
	return string.format('<strong class="ev-head"><span class="glyph" aria-hidden="true">%s</span> %s</strong> ', escape(note.ev.mark), escape(verdict_text(note.ev)))
end

local function html_popup(note)
	return string.format('<span class="evidence %s" id="ev-%s" popover>%s%s</span>', note.ev.label or "measured", note.id, html_head(note), html_rows(note))
end

-- The number that leads to the endnote; style.css shows it in print only.
local function html_number(note)
	return string.format('<sup class="ev-number"><a href="#note-%s">%d</a></sup>', note.id, note.number)
end

local function html_word(ev)
	local word = verdict_word(ev)
	if word then
		return string.format('<span class="word">%s</span><span class="sr">: %s</span>', escape(word), text.evidence:lower())
	end
	return string.format('<span class="sr"> (%s: %s)</span>', text.label[ev.label]:lower(), text.evidence:lower())
end

local function html_claim(span, note)
	local ev = note.ev
	local glyph = string.format('<span class="glyph" aria-hidden="true">%s</span>%s', escape(ev.mark), html_word(ev))
	local out = List({ html_inline(string.format('<span class="%s" id="%s"><span class="claim-text">', escape(table.concat(span.classes, " ")), escape(span.identifier))) })
	out:extend(span.content)
	if note.where == "text" then
		out:insert(html_inline(string.format('</span>\u{a0}<button type="button" class="mark" popovertarget="ev-%s" aria-describedby="ev-%s">%s</button>%s%s</span>', note.id, note.id, glyph, html_number(note), html_popup(note))))
	else
		out:insert(html_inline(string.format('</span>\u{a0}<a class="mark" href="#note-%s">%s</a>%s</span>', note.id, glyph, html_number(note))))
	end
	return out
end

local function html_value(span, note)
	local out = List()
	local classes = escape(table.concat(span.classes, " "))
	if note.where == "text" then
		out:insert(html_inline(string.format('<span class="%s" id="%s"><span class="value-text" tabindex="0" aria-describedby="ev-%s">', classes, escape(span.identifier), note.id)))
		out:extend(span.content)
		out:insert(html_inline("</span>" .. html_number(note) .. html_popup(note) .. "</span>"))
	else
		out:insert(html_inline(string.format('<span class="%s" id="%s"><a class="value-text" href="#note-%s">', classes, escape(span.identifier), note.id)))
		out:extend(span.content)
		out:insert(html_inline("</a>" .. html_number(note) .. "</span>"))
	end
	return out
end

local function html_heading(header)
	if header.identifier ~= "" then
		header.content:insert(html_inline(string.format(' <a class="anchor" href="#%s" aria-label="%s">#</a>', escape(header.identifier), text.anchor)))
	end
	return List({ header })
end

local function html_endnotes()
	local out = List({ html_block('<section class="evidence-notes" id="evidence" role="doc-endnotes" aria-labelledby="evidence-title">\n<h2 id="evidence-title">' .. text.evidence .. "</h2>\n<ol>") })
	for _, note in ipairs(endnotes) do
		local head = note.kind == "claim" and html_head(note) or string.format('<strong class="ev-head">%s</strong> ', escape(note.text))
		out:insert(html_block(string.format('<li id="note-%s" class="%s">%s%s <a class="back" href="#%s" aria-label="%s">↩</a></li>', note.id, note.class, head, html_rows(note), escape(note.id), text.back)))
	end
	out:insert(html_block("</ol>\n</section>"))
	return out
end

-- LaTeX: evidence --------------------------------------------------------------------------------

local function tex_evidence(note)
	local out = List()
	for i, row in ipairs(rows_of(note)) do
		if i > 1 then
			out:extend({ pandoc.Space() })
		end
		if row.key ~= text.claim and row.key ~= text.formula then
			out:extend(words_of(row.key .. ":"))
			out:insert(pandoc.Space())
		end
		out:extend(words_of(row.value:gsub("[.;]$", "") .. "."))
	end
	if note.ev.figure then
		out:insert(pandoc.Space())
		out:insert(pandoc.Link(words_of(note.ev.figure.text), note.ev.figure.href))
		out:insert(pandoc.Str("."))
	end
	return out
end

local function tex_mark(ev)
	return tex_inline(string.format("\\LecternMark{%s}{%s}", ev.label, verdict_word(ev) or ""))
end

local function tex_head(note)
	local out = List({ tex_inline("\\LecternMark{" .. note.ev.label .. "}{}\\,"), pandoc.Strong(words_of(verdict_text(note.ev))), pandoc.Str(":") })
	out:insert(pandoc.Space())
	return out
end

local function tex_claim(span, note)
	local out = List()
	if note.where == "heading" then
		out:extend(span.content)
		out:extend({ tex_inline("\\nobreak\\,"), tex_mark(note.ev) })
		return out
	end
	out:insert(pandoc.Span(span.content, pandoc.Attr(span.identifier)))
	out:extend({ tex_inline("\\nobreak\\,"), tex_mark(note.ev) })
	if note.where == "text" then
		local body = tex_head(note)
		body:extend(tex_evidence(note))
		out:insert(pandoc.Note({ pandoc.Para(body) }))
	else
		out:insert(tex_inline(string.format("\\LecternNumber{%s}{%d}", note.id, note.number)))
	end
	return out
end

local function tex_value(span, note)
	if note.where == "heading" then
		return span.content
	end
	return List({ pandoc.Span(span.content, pandoc.Attr(span.identifier)), tex_inline("\\LecternPage{" .. note.id .. "}") })
end

-- What may not stand in a heading itself follows it.
local function tex_heading(header, notes)
	local out = List({ header })
	for _, note in ipairs(notes) do
		out:insert(tex_block("\\LecternAnchor{" .. note.id .. "}\\LecternPage{" .. note.id .. "}"))
	end
	return out
end

local function tex_endnote(note)
	local body = List()
	if note.kind == "claim" and note.where ~= "heading" then
		body:insert(tex_inline(string.format("\\LecternEndnote{%s}{%d}", note.id, note.number)))
	else
		body:insert(tex_inline("\\LecternValuenote{" .. note.id .. "}"))
		body:insert(pandoc.Strong(words_of(note.text)))
		body:extend({ pandoc.Space(), pandoc.Str("(" .. text.page), tex_inline("~\\pageref{page-" .. note.id .. "}"), pandoc.Str("):"), pandoc.Space() })
	end
	if note.kind == "claim" then
		body:extend(tex_head(note))
	end
	body:extend(tex_evidence(note))
	return pandoc.Para(body)
end

local function tex_endnotes()
	local out = List()
	for _, note in ipairs(endnotes) do
		if note.kind == "value" or note.where ~= "text" then
			out:insert(tex_endnote(note))
		end
	end
	if #out > 0 then
		out:insert(1, tex_block("\\begin{LecternEvidence}{" .. text.evidence .. "}"))
		out:insert(tex_block("\\end{LecternEvidence}"))
	end
	return out
end

-- HTML: blocks -----------------------------------------------------------------------------------

-- Make gnuplot's SVG speak to those who cannot see it, if the drawing did not.
local function html_svg(svg, alt)
	svg = svg:gsub("^%s*<%?xml.-%?>%s*", ""):gsub("^%s*<!DOCTYPE.->%s*", "")
	if not svg:find('role="img"', 1, true) then
		svg = svg:gsub("<svg", '<svg role="img" aria-label="' .. escape(alt):gsub("%%", "%%%%") .. '"', 1)
	end
	return svg
end

local function html_caption(label, number, caption)
	local out = List({ html_inline("<figcaption>") })
	if number then
		out:insert(html_inline(string.format('<span class="label">%s %s.</span> ', label, escape(number))))
	end
	out:extend(caption)
	out:insert(html_inline("</figcaption>"))
	return pandoc.Plain(out)
end

local function html_figure(image, figure, svg)
	local open = string.format('<figure class="%s"%s>', svg and "plot" or "picture", image.identifier ~= "" and ' id="' .. escape(image.identifier) .. '"' or "")
	local out = List({ html_block(open) })
	if svg then
		out:insert(html_block('<div class="drawing">' .. html_svg(svg, figure.alt or stringify(image.caption)) .. "</div>"))
	else
		local alt = image.attributes["fig-alt"] or image.attributes.alt or figure.alt or stringify(image.caption)
		image.attributes["fig-alt"], image.attributes.alt = nil, nil
		out:insert(pandoc.Plain({ pandoc.Image(words_of(alt), image.src, "", pandoc.Attr("", image.classes, image.attributes)) }))
	end
	if #image.caption > 0 or figure.number then
		out:insert(html_caption(text.figure, figure.number, image.caption))
	end
	out:insert(html_block("</figure>"))
	return out
end

local function html_table(tbl, number)
	local caption = tbl.caption.long and stringify(tbl.caption.long) or ""
	local label = number and text.tbl .. " " .. number .. (caption ~= "" and ": " or "") or ""
	if number and tbl.caption.long then
		local prefix = html_inline(string.format('<span class="label">%s %s.</span> ', text.tbl, escape(number)))
		if #tbl.caption.long == 0 then
			tbl.caption.long = { pandoc.Plain({ prefix }) }
		else
			tbl.caption.long[1].content:insert(1, prefix)
		end
	end
	local name = label .. caption
	local region = name ~= "" and string.format(' role="region" aria-label="%s"', escape(name)) or ""
	return List({ html_block('<div class="scroll" tabindex="0"' .. region .. ">"), tbl, html_block("</div>") })
end

local function lines_of(code)
	local _, count = code:gsub("\n", "")
	return count == 0 and text.fold.one or string.format(text.fold.many, count + 1)
end

local function html_code(block)
	local longest = 0
	for line in (block.text .. "\n"):gmatch("(.-)\n") do
		longest = math.max(longest, utf8.len(line) or #line)
	end
	if longest > 36 then
		block.attributes.tabindex = "0" -- what may scroll can be scrolled by keyboard
	end
	if has_class(block, "output") then
		return List({ html_block('<div class="program-output"><p class="code-head">' .. text.output .. "</p>"), block, html_block("</div>") })
	end
	if has_class(block, "experiment") or has_class(block, "run") then
		local name = (language[block.classes[1]] or block.classes[1]) .. (block.identifier ~= "" and " · " .. block.identifier or "")
		if has_class(block, "code-fold") then
			return List({ html_block(string.format('<details class="listing"><summary>%s <span class="aside">%s, %s</span></summary>', text.code, escape(name), lines_of(block.text))), block, html_block("</details>") })
		end
		return List({ html_block('<div class="listing"><p class="code-head">' .. escape(name) .. "</p>"), block, html_block("</div>") })
	end
	return List({ block })
end

local function html_conditions(data)
	local out = List({ '<div class="scroll" tabindex="0" role="region" aria-label="' .. text.conditions .. '"><table><thead><tr>' })
	for _, cell in ipairs(data.header) do
		out:insert('<th scope="col">' .. escape(cell) .. "</th>")
	end
	out:insert("</tr></thead><tbody>")
	for _, row in ipairs(data.rows) do
		local cells = List()
		for i, cell in ipairs(row) do
			cells:insert(i == 1 and '<th scope="row">' .. escape(cell) .. "</th>" or "<td>" .. escape(cell) .. "</td>")
		end
		out:insert("<tr>" .. table.concat(cells) .. "</tr>")
	end
	out:insert("</tbody></table></div>")
	return table.concat(out, "\n")
end

local function html_provenance(result)
	local out = List({ '<details class="provenance"><summary>' .. escape(result.summary) .. "</summary>" })
	for _, warning in ipairs(result.warnings or {}) do
		out:insert('<p class="warning">' .. escape(warning) .. "</p>")
	end
	if result.table then
		out:insert(html_conditions(result.table))
	end
	if result.facts and #result.facts > 0 then
		out:insert("<dl>")
		for _, fact in ipairs(result.facts) do
			out:insert(string.format("<div><dt>%s</dt><dd>%s</dd></div>", escape(fact[1]), escape(fact[2])))
		end
		out:insert("</dl>")
	end
	if result.experiment and result.experiment ~= "" then
		out:insert(string.format('<p class="code-head">%s</p><pre tabindex="0"><code>%s</code></pre>', text.experiment, escape(result.experiment)))
	end
	local links = List()
	for _, file in ipairs(result.files or {}) do
		links:insert(string.format('<a href="%s">%s</a>', escape(file.href), escape(file.text)))
	end
	if #links > 0 then
		out:insert('<p class="files">' .. table.concat(links, " · ") .. "</p>")
	end
	out:insert("</details>")
	return html_block(table.concat(out, "\n"))
end

local function html_result(div, result)
	if has_class(div, "failed") then
		div.content:insert(1, pandoc.Para({ pandoc.Strong(words_of(text.failed)) }))
	end
	if result and result.summary then
		div.content:insert(html_provenance(result))
	end
	return List({ div })
end

-- LaTeX: blocks ----------------------------------------------------------------------------------

local function tex_anchor(id)
	return id ~= "" and "\\LecternAnchor{" .. id .. "}" or ""
end

local function tex_caption(label, number, caption)
	local out = List({ tex_inline("\\LecternCaption{" .. label .. "}{" .. (number or "") .. "}{") })
	out:extend(caption)
	out:insert(tex_inline("}"))
	return out
end

-- LaTeX shows these kinds of pictures, and none from the web.
local function tex_can_show(src)
	local ending = src:match("%.(%w+)$")
	return not src:match("^%w+:") and ending and ({ pdf = true, png = true, jpg = true, jpeg = true })[ending:lower()] or false
end

local function tex_no_picture(image)
	return tex_inline("\\LecternNoPicture{\\detokenize{" .. image.src:gsub("[{}\\%%]", "") .. "}}")
end

local function tex_image(image)
	return not image.classes:includes("lectern") and not tex_can_show(image.src) and tex_no_picture(image) or nil
end

local function tex_figure(image, figure, pdf)
	local body = List({ tex_inline("\\begin{LecternFigure}" .. tex_anchor(image.identifier)) })
	if pdf then
		body:insert(tex_inline("\\LecternDrawing{" .. pdf .. "}"))
	elseif tex_can_show(image.src) then
		body:insert(pandoc.Image({}, image.src, "", pandoc.Attr("", {}, image.attributes)))
	else
		body:insert(tex_no_picture(image))
	end
	if #image.caption > 0 or figure.number then
		body:extend(tex_caption(text.figure, figure.number, image.caption))
	end
	body:insert(tex_inline("\\end{LecternFigure}"))
	return List({ pandoc.Plain(body) })
end

-- The caption is ours: longtable would number every table and set some captions twice.
local function tex_table(tbl, number, width)
	local size = width > 88 and "\\scriptsize\\tabcolsep=3pt" or width > 74 and "\\footnotesize\\tabcolsep=4pt" or "\\small"
	local rows = 0
	for _, body in ipairs(tbl.bodies) do
		rows = rows + #body.body
	end
	local out = List({ tex_block(string.format("\\begin{LecternTable}{%s}{%d}", size, math.min(rows, 14) + 4)) })
	local caption = tbl.caption.long or {}
	if number or #caption > 0 then
		local inlines = #caption > 0 and pandoc.utils.blocks_to_inlines(caption) or {}
		out:insert(pandoc.Plain(tex_caption(text.tbl, number, inlines)))
		out:insert(tex_block("\\nopagebreak"))
	end
	tbl.caption = { long = {} }
	out:extend({ tbl, tex_block("\\end{LecternTable}") })
	return out
end

local function tex_code(block)
	if has_class(block, "output") then
		return List({ tex_block("\\begin{LecternOutput}{" .. text.output .. "}"), block, tex_block("\\end{LecternOutput}") })
	end
	return List({ block })
end

-- LaTeX takes no verbatim text in footnotes: code there becomes lines of typewriter text.
local function tex_note(note)
	return note:walk({
		CodeBlock = function(block)
			local lines = List()
			for indent, line in (block.text .. "\n"):gmatch("([ \t]*)(.-)\n") do
				lines:extend({ pandoc.Code(indent:gsub("\t", "    "):gsub(" ", "\u{a0}") .. line), pandoc.LineBreak() })
			end
			lines:remove()
			return pandoc.Para(lines)
		end,
	})
end

local function tex_result(div, result)
	local name = has_class(div, "failed") and "LecternFailed" or "LecternResult"
	local out = List({ tex_block("\\begin{" .. name .. "}" .. (name == "LecternFailed" and "{" .. text.failed .. "}" or "")) })
	out:extend(div.content)
	if result and result.summary then
		local body = words_of(result.summary)
		body:insert(1, tex_inline("\\LecternProvenance{"))
		for _, warning in ipairs(result.warnings or {}) do
			body:insert(pandoc.LineBreak())
			body:extend(words_of(text.note .. ": " .. warning))
		end
		body:insert(tex_inline("}"))
		out:insert(pandoc.Plain(body))
	end
	out:insert(tex_block("\\end{" .. name .. "}"))
	div.content = out
	return List({ div })
end

-- A link of the handout leads into the site when that has an address, else it is its text.
local function tex_link(link)
	if link.target:match("^[%w+.-]+:") or link.target:match("^#") then
		return nil
	end
	local url = side.note and side.note.url
	if url and url ~= "" then
		link.target = url:gsub("/?$", "/") .. link.target
		return link
	end
	return link.content
end

-- Formats ----------------------------------------------------------------------------------------

local formats = {
	html = {
		level = 2, -- of the topmost headings of a note: its title is 1
		numbers = function() return true end, -- whether a note has a number of its own
		picture = "svg",
		claim = html_claim,
		value = html_value,
		heading = html_heading,
		endnotes = html_endnotes,
		figure = html_figure,
		table = html_table,
		code = html_code,
		result = html_result,
	},
	latex = {
		level = 1,
		columns = 74, -- letters on a line of a table
		numbers = function(note) return note.kind == "claim" and note.where == "aside" end,
		picture = "pdf",
		claim = tex_claim,
		value = tex_value,
		heading = tex_heading,
		endnotes = tex_endnotes,
		figure = tex_figure,
		table = tex_table,
		code = tex_code,
		result = tex_result,
		link = tex_link,
		image = tex_image,
		note = tex_note,
	},
}

local format = FORMAT:match("html") and formats.html or formats[FORMAT]

-- The document -----------------------------------------------------------------------------------

-- Call @visit with the note of every claim and value in @element that has evidence.
local function visit_evidence(element, visit)
	element:walk({
		Span = function(span)
			local kind = has_class(span, "claim") and "claim" or has_class(span, "value") and "value"
			local ev = kind and (side[kind .. "s"] or {})[span.identifier]
			if ev then
				local note = numbered[span.identifier] or { id = span.identifier, kind = kind, ev = ev, text = stringify(span.content), class = table.concat(span.classes, " ") }
				numbered[note.id] = note
				visit(note)
			end
		end,
	})
end

local function is_figure(block)
	return block.t == "Para" and #block.content == 1 and block.content[1].t == "Image"
end

-- Find all evidence, where it stands, and number what is listed at the end in the order of the text.
local function find_evidence(doc)
	local function place(where)
		return function(element)
			visit_evidence(element, function(note) note.where = note.where or where end)
		end
	end
	local aside = place("aside")
	doc:walk({ Header = place("heading") })
	doc:walk({
		Note = aside,
		Table = aside,
		Para = function(para)
			if is_figure(para) then
				aside(para)
			end
		end,
	})
	place("text")(doc)
	local number = 0
	visit_evidence(doc, function(note)
		if not note.number then
			number = format.numbers(note) and number + 1 or number
			note.number = number
			endnotes:insert(note)
		end
	end)
end

local function lay_out_spans(doc)
	return doc:walk({
		Span = function(span)
			local note = numbered[span.identifier]
			return note and format[note.kind](span, note)
		end,
	})
end

-- Give the title to the metadata and shift the headings, so that a page has one of level 1.
local function settle_headings(doc)
	local first, least = doc.blocks[1], 100
	if not doc.meta.title and first and first.t == "Header" and first.level == 1 then
		doc.meta.title = pandoc.MetaInlines(first.content)
		doc.blocks:remove(1)
	end
	doc:walk({ Header = function(header) least = math.min(least, header.level) end })
	local shift = format.level - least
	return doc:walk({
		Header = function(header)
			header.level = math.min(6, header.level + shift)
			return header
		end,
	})
end

-- The contents: plain links to the headings of the two upper levels.
local function contents_of(doc)
	local items, last = List(), nil
	local function plain(inlines)
		return pandoc.Span(inlines):walk({
			Note = function() return {} end,
			Link = function(link) return link.content end,
			Span = function(span) return span.content end,
		}).content
	end
	for _, header in ipairs(List(doc.blocks):filter(function(b) return b.t == "Header" end)) do
		if header.identifier ~= "" and not has_class(header, "unlisted") then
			local entry = pandoc.Plain({ pandoc.Link(plain(header.content), "#" .. header.identifier) })
			if header.level == format.level then
				last = List({ entry })
				items:insert(last)
			elseif header.level == format.level + 1 and last then
				if last[2] then
					last[2].content:insert({ entry })
				else
					last:insert(pandoc.BulletList({ { entry } }))
				end
			end
		end
	end
	if #endnotes > 0 and format == formats.html then
		items:insert({ pandoc.Plain({ pandoc.Link(words_of(text.evidence), "#evidence") }) })
	end
	return items
end

-- A paragraph that is one image becomes a figure.
local function lay_out_figure(para)
	if not is_figure(para) then
		return nil
	end
	local image = para.content[1]
	local figure = (side.figures or {})[image.identifier] or {}
	local drawing = nil
	if has_class(image, "lectern") then
		local path = image.src .. "." .. format.picture
		drawing = read_file(root .. path)
		if not drawing then
			error("cannot read " .. root .. path)
		end
		drawing = format.picture == "svg" and drawing or path
	end
	return format.figure(image, figure, drawing)
end

local function lay_out_result(div)
	if has_class(div, "result") or has_class(div, "failed") then
		return format.result(div, (side.results or {})[div.identifier])
	end
end

-- Tables in a `.table` div are ours: the div tells its table the number.
local function number_tables(doc)
	return doc:walk({
		Div = function(div)
			local known = has_class(div, "table") and (side.tables or {})[div.identifier]
			if known and known.number and div.content[1] and div.content[1].t == "Table" then
				div.content[1].attr.attributes["lectern-number"] = known.number
				return div
			end
		end,
	})
end

-- pandoc makes columns of the length of their dashes when a line of the source is long; ours are long
-- by what was spliced in.  Return the longest line and the longest word of every column instead.
local function measure_columns(tbl)
	local lines, words = {}, {}
	for i in ipairs(tbl.colspecs) do
		lines[i], words[i] = 1, 1
	end
	local function measure(rows)
		for _, row in ipairs(rows) do
			for i, cell in ipairs(row.cells or row[2]) do
				local content = stringify(pandoc.Div(cell.contents or cell[5]))
				if lines[i] then
					lines[i] = math.max(lines[i], utf8.len(content) or #content)
					for word in content:gmatch("%S+") do
						words[i] = math.max(words[i], utf8.len(word) or #word)
					end
				end
			end
		end
	end
	measure(tbl.head.rows or tbl.head[2])
	for _, body in ipairs(tbl.bodies) do
		measure(body.body)
	end
	return lines, words
end

-- Let columns be as wide as their text; where the format cannot, share the line among them.
local function settle_columns(tbl)
	local lines, words = measure_columns(tbl)
	local sum, shares, total = 0, {}, 0
	for i in ipairs(lines) do
		sum = sum + lines[i] + 2
		shares[i] = math.max(words[i] + 1, math.min(lines[i], 30))
		total = total + shares[i]
	end
	local fits = not format.columns or sum <= format.columns
	for i, spec in ipairs(tbl.colspecs) do
		tbl.colspecs[i] = { spec[1], not fits and shares[i] / total or nil }
	end
	return fits, total
end

local function lay_out_table(tbl)
	local _, total = settle_columns(tbl)
	local number = tbl.attr.attributes["lectern-number"]
	tbl.attr.attributes["lectern-number"] = nil
	return format.table(tbl, number, total)
end

local function load_side(meta)
	local path = meta["lectern-evidence"] and stringify(meta["lectern-evidence"])
	meta["lectern-evidence"] = nil
	if path and path ~= "" then
		side = dofile(path)
		root = path:match("^(.*/)") or ""
	end
	for key, value in pairs(side.note or {}) do
		meta["note-" .. key] = value
	end
	local note = side.note or {}
	meta.lang = meta.lang or note.lang
	meta["is-" .. (note.kind or "page")] = true
	meta.turns = (note.prev or note.next) and true or nil
end

function Pandoc(doc)
	if not format then
		return nil
	end
	load_side(doc.meta)
	doc = settle_headings(doc)
	find_evidence(doc)
	local contents = contents_of(doc)
	if #contents > 1 then
		doc.meta.contents = pandoc.MetaBlocks({ pandoc.BulletList(contents) })
	end
	local headings = {} -- id of a heading to the notes in it
	doc:walk({
		Header = function(header)
			local notes = List()
			visit_evidence(header, function(note) notes:insert(note) end)
			headings[header.identifier] = notes
		end,
	})
	doc = number_tables(lay_out_spans(doc))
	if #endnotes > 0 then
		doc.blocks:extend(format.endnotes())
	end
	doc = doc:walk({
		Header = function(header) return format.heading(header, headings[header.identifier]) end,
		Table = lay_out_table,
		Para = lay_out_figure,
		CodeBlock = format.code,
		Div = lay_out_result,
		Link = format.link,
		Note = format.note,
	})
	if format.image then
		doc = doc:walk({ Image = format.image }) -- those that stand in the text, no figures
	end
	return doc
end
