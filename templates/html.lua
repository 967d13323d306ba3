-- html.lua - claims, values, figures, tables, code and provenance as HTML.
--
-- What can be seen by hovering can be reached by keyboard, read aloud and printed: evidence of a
-- claim in the text unfolds below its line (style.css), and stands at the end of the page as well.
-- Knows of HTML and of the classes of style.css; nothing of how a note is walked (lectern.lua).

local kit, punctuation = ...
local text, escape, words_of, has_class = kit.text, kit.escape, kit.words_of, kit.has_class
local stringify = pandoc.utils.stringify
local List = pandoc.List

local language = { python = "Python", c = "C", bash = "Shell", cpp = "C++", yaml = "YAML" }

local function inline(s)
	return pandoc.RawInline("html", s)
end

local function block(s)
	return pandoc.RawBlock("html", s)
end

-- Evidence ---------------------------------------------------------------------------------

local function html_figure_link(ev)
	return string.format('<a class="ev-figure" href="%s">%s</a>', escape(ev.figure.href), escape(ev.figure.text))
end

local function html_row(key, value)
	return string.format('<span class="ev-row"><span class="ev-key">%s</span> <span class="ev-val">%s</span></span>', escape(key), value)
end

local function html_rows(note)
	local out = List()
	for _, row in ipairs(kit.rows_of(note)) do
		out:insert(html_row(row.key, escape(row.value)))
	end
	if note.ev.words and note.ev.formula then
		out:insert(html_row(text.formula, "<code>" .. escape(note.ev.formula) .. "</code>"))
	end
	if note.ev.figure then
		out:insert(html_row(text.shown, html_figure_link(note.ev)))
	end
	return table.concat(out, " ")
end

local function html_head(note)
	if note.kind ~= "claim" then
		return ""
	end
	return string.format('<strong class="ev-head"><span class="glyph" aria-hidden="true">%s</span> %s</strong> ', escape(note.ev.mark), escape(kit.verdict_text(note.ev)))
end

local function html_popup(note)
	return string.format('<span class="evidence %s" id="ev-%s" popover>%s%s</span>', note.ev.label or "measured", note.id, html_head(note), html_rows(note))
end

-- The number that leads to the endnote; style.css shows it in print only.
local function html_number(note)
	return string.format('<sup class="ev-number"><a href="#note-%s">[%d]</a></sup>', note.id, note.number)
end

local function html_word(ev)
	local word = kit.verdict_word(ev)
	if word then
		return string.format('<span class="word">%s</span><span class="sr">: %s</span>', escape(word), text.evidence:lower())
	end
	return string.format('<span class="sr"> (%s: %s)</span>', text.label[ev.label]:lower(), text.evidence:lower())
end

local function html_claim(span, note)
	local ev = note.ev
	local content, tail = punctuation.tail_of(span)
	local glyph = string.format('<span class="glyph" aria-hidden="true">%s</span>%s', escape(ev.mark), html_word(ev))
	local out = List({ inline(string.format('<span class="%s" id="%s"><span class="claim-text">', escape(table.concat(span.classes, " ")), escape(span.identifier))) })
	out:extend(content)
	-- what follows the mark stays on its line
	local held = '</span><span class="held">\u{a0}'
	if note.where == "text" then
		out:insert(inline(held .. string.format('<button type="button" class="mark" popovertarget="ev-%s" aria-describedby="ev-%s">%s</button>%s', note.id, note.id, glyph, html_number(note))))
	else
		out:insert(inline(held .. string.format('<a class="mark" href="#note-%s">%s</a>%s', note.id, glyph, html_number(note))))
	end
	out:extend(tail)
	out:insert(inline("</span>" .. (note.where == "text" and html_popup(note) or "") .. "</span>"))
	return out
end

local function html_value(span, note)
	local out = List()
	local classes = escape(table.concat(span.classes, " "))
	if note.where == "text" then
		out:insert(inline(string.format('<span class="%s" id="%s"><span class="value-text" tabindex="0" aria-describedby="ev-%s">', classes, escape(span.identifier), note.id)))
		out:extend(span.content)
		out:insert(inline("</span>" .. html_number(note) .. html_popup(note) .. "</span>"))
	else
		out:insert(inline(string.format('<span class="%s" id="%s"><a class="value-text" href="#note-%s">', classes, escape(span.identifier), note.id)))
		out:extend(span.content)
		out:insert(inline("</a>" .. html_number(note) .. "</span>"))
	end
	return out
end

-- A verdict by itself, as the list of statements shows it: the sign, and always a word.
local function html_verdict(ev, mark)
	local classes = "verdict " .. ev.label .. (ev.unexpected and " unexpected" or "")
	local out = List({ inline(string.format('<span class="%s"><span class="glyph" aria-hidden="true">%s</span> ', classes, escape(mark))) })
	out:extend(words_of(kit.verdict_text(ev):lower()))
	out:insert(inline("</span>"))
	return out
end

local function html_heading(header)
	if header.identifier ~= "" then
		header.content:insert(inline(string.format(' <a class="anchor" href="#%s" aria-label="%s">#</a>', escape(header.identifier), text.anchor)))
	end
	return List({ header })
end

local function html_endnotes(endnotes)
	local out = List({ block('<section class="evidence-notes" id="evidence" role="doc-endnotes" aria-labelledby="evidence-title">\n<h2 id="evidence-title">' .. text.evidence .. "</h2>\n<ol>") })
	for _, note in ipairs(endnotes) do
		local head = note.kind == "claim" and html_head(note) or string.format('<strong class="ev-head">%s</strong> ', escape(note.text))
		out:insert(block(string.format('<li id="note-%s" class="%s">%s%s <a class="back" href="#%s" aria-label="%s">↩</a></li>', note.id, note.class, head, html_rows(note), escape(note.id), text.back)))
	end
	out:insert(block("</ol>\n</section>"))
	return out
end

-- Blocks -----------------------------------------------------------------------------------

-- Make gnuplot's SVG speak to those who cannot see it, if the drawing did not.
local function html_svg(svg, alt)
	svg = svg:gsub("^%s*<%?xml.-%?>%s*", ""):gsub("^%s*<!DOCTYPE.->%s*", "")
	if not svg:find('role="img"', 1, true) then
		svg = svg:gsub("<svg", '<svg role="img" aria-label="' .. escape(alt):gsub("%%", "%%%%") .. '"', 1)
	end
	return svg
end

local function html_caption(label, number, caption)
	local out = List({ inline("<figcaption>") })
	if number then
		out:insert(inline(string.format('<span class="label">%s %s.</span> ', label, escape(number))))
	end
	out:extend(caption)
	out:insert(inline("</figcaption>"))
	return pandoc.Plain(out)
end

local function html_figure(image, figure, svg)
	local class = (svg and "plot" or "picture") .. (has_class(image, "measuring") and " measuring" or "")
	local open = string.format('<figure class="%s"%s>', class, image.identifier ~= "" and ' id="' .. escape(image.identifier) .. '"' or "")
	local alt = image.attributes["fig-alt"] or image.attributes.alt or figure.alt or stringify(image.caption)
	if svg and alt == "" then
		alt = text.figure .. (figure.number and " " .. figure.number or "") -- a drawing has a name
	end
	local out = List({ block(open) })
	if svg then
		out:insert(block('<div class="drawing">' .. html_svg(svg, alt) .. "</div>"))
	else
		image.attributes["fig-alt"], image.attributes.alt = nil, nil
		out:insert(pandoc.Plain({ pandoc.Image(words_of(alt), image.src, "", pandoc.Attr("", image.classes, image.attributes)) }))
	end
	if #image.caption > 0 or figure.number then
		out:insert(html_caption(text.figure, figure.number, image.caption))
	end
	out:insert(block("</figure>"))
	return out
end

-- A number and its interval are two lines of a cell, neither of which breaks.
local function html_quantity(cell)
	local number, interval = cell:match(kit.quantity)
	if not number then
		return '<span class="number">' .. escape(cell) .. "</span>"
	end
	return string.format('<span class="number">%s</span> <span class="interval">%s</span>', escape(number), escape(interval))
end

-- Lay out the numbers of a table of ours; what stands in the first column are names.
local function html_quantities(tbl)
	for _, body in ipairs(tbl.bodies) do
		for _, row in ipairs(body.body) do
			for i, cell in ipairs(row.cells or row[2]) do
				if i > 1 then
					local contents = { pandoc.Plain({ inline(html_quantity(stringify(cell.contents or cell[5]))) }) }
					if cell.contents then
						cell.contents = contents
					else
						cell[5] = contents
					end
				end
			end
		end
	end
end

-- The caption is no <caption>: it must not scroll away with a wide table.
local function html_table(tbl, number)
	local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long or {})
	local name = stringify(caption)
	tbl.caption = { long = {} }
	if #caption == 0 and not number then
		return List({ block('<div class="scroll" tabindex="0">'), tbl, block("</div>") })
	end
	if number then
		html_quantities(tbl)
	end
	name = number and text.tbl .. " " .. number .. (name ~= "" and ": " .. name or "") or name
	return List({
		block('<figure class="table">'),
		html_caption(text.tbl, number, caption),
		block(string.format('<div class="scroll" tabindex="0" role="group" aria-label="%s">', escape(name))),
		tbl,
		block("</div></figure>"),
	})
end

local function lines_of(code)
	local _, count = code:gsub("\n", "")
	return count == 0 and text.fold.one or string.format(text.fold.many, count + 1)
end

-- The style sheet numbers the lines.  pandoc's own numbers would be links, each of them a stop of the
-- keyboard; without a language pandoc makes no lines.
local function take_numbers(code)
	local from
	code.classes = code.classes:filter(function(class)
		local numbers = class == "numberLines" or class == "number-lines"
		from = numbers and (math.tointeger(tonumber(code.attributes.startFrom)) or 1) or from
		return not numbers
	end)
	code.attributes.startFrom = nil
	if from and #code.classes == 0 then
		code.classes = List({ "default" })
	end
	return from
end

-- Return whether and how @code is folded, "true" or "show", and what stands above it: attributes that
-- Quarto has, too.  Code of ours says so in classes, and has a name.
local function take_head(code)
	local attributes = code.attributes
	local fold, summary, name = attributes["code-fold"], attributes["code-summary"], attributes.filename
	attributes["code-fold"], attributes["code-summary"], attributes.filename = nil, nil, nil
	if has_class(code, "experiment") or has_class(code, "run") then
		name = (language[code.classes[1]] or code.classes[1]) .. (code.identifier ~= "" and " · " .. code.identifier or "")
		summary = text.code
		code.identifier = code.identifier ~= "" and "code-" .. code.identifier or "" -- a heading may have the same
	end
	fold = has_class(code, "code-fold") and "true" or fold
	return fold ~= "false" and fold, summary or text.listing, name
end

local function html_listing(code)
	local longest = 0
	for line in (code.text .. "\n"):gmatch("(.-)\n") do
		longest = math.max(longest, utf8.len(line) or #line)
	end
	if longest > 36 then
		code.attributes.tabindex = "0" -- what may scroll can be scrolled by keyboard
	end
	if has_class(code, "output") then
		return List({ block('<div class="program-output"><p class="code-head">' .. text.output .. "</p>"), code, block("</div>") })
	end
	local fold, summary, name = take_head(code)
	if fold then
		local open = string.format('<details class="listing"%s><summary>%s', fold == "show" and " open" or "", escape(summary))
		local aside = (name and escape(name) .. ", " or "") .. lines_of(code.text)
		return List({ block(string.format('%s <span class="aside">%s</span></summary>', open, aside)), code, block("</details>") })
	elseif name then
		return List({ block('<div class="listing"><p class="code-head">' .. escape(name) .. "</p>"), code, block("</div>") })
	end
	return List({ code })
end

local function html_code(code)
	local from = take_numbers(code)
	local out = html_listing(code)
	if from then
		out:insert(1, block(string.format('<div class="numbered"%s>', from ~= 1 and string.format(' style="--before: %d"', from - 1) or "")))
		out:insert(block("</div>"))
	end
	return out
end

local function html_conditions(data)
	local out = List({ '<div class="scroll" tabindex="0" role="group" aria-label="' .. text.conditions .. '"><table><thead><tr>' })
	for _, cell in ipairs(data.header) do
		out:insert('<th scope="col">' .. escape(cell) .. "</th>")
	end
	out:insert("</tr></thead><tbody>")
	for _, row in ipairs(data.rows) do
		local cells = List()
		for i, cell in ipairs(row) do
			cells:insert(i == 1 and '<th scope="row">' .. escape(cell) .. "</th>" or "<td>" .. html_quantity(cell) .. "</td>")
		end
		out:insert("<tr>" .. table.concat(cells) .. "</tr>")
	end
	out:insert("</tbody></table></div>")
	if data.marks then
		out:insert(1, '<p class="marks">' .. escape(data.marks) .. "</p>")
	end
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
	return block(table.concat(out, "\n"))
end

local function html_result(div, result)
	local why = kit.why_empty(div)
	if why then
		div.content:insert(1, pandoc.Para({ pandoc.Strong(words_of(why)) }))
	end
	if result and result.measuring then
		div.content:insert(block('<p class="measuring-note">' .. escape(result.measuring) .. "</p>"))
	end
	if result and result.summary then
		div.content:insert(html_provenance(result))
	end
	return List({ div })
end

-- Its kind stands there in words.  The body has a div of its own: sections in it end there.
local function html_callout(div, callout)
	local folds = callout.collapse ~= ""
	local kind = text.callout[callout.kind]
	local name = callout.title and kind .. ": " .. stringify(callout.title) or kind
	local function id_of(id)
		return id ~= "" and string.format(' id="%s"', escape(id)) or ""
	end
	local open = string.format('class="%s"%s', escape(table.concat(div.classes, " ")), id_of(div.identifier))
	local head = List({ inline(string.format('<%s class="callout-title"%s><span class="callout-kind">%s</span>', folds and "summary" or "p", id_of(callout.title_id), kind .. (callout.title and ": " or ""))) })
	head:extend(callout.title or {})
	head:insert(inline(folds and "</summary>" or "</p>"))
	return List({
		block(folds and string.format("<details %s%s>", open, callout.collapse == "false" and " open" or "") or string.format('<aside %s role="note" aria-label="%s">', open, escape(name))),
		pandoc.Plain(head),
		callout.body,
		block(folds and "</details>" or "</aside>"),
	})
end

return {
	level = 2, -- of the topmost headings of a note: its title is 1
	picture = "svg",
	numbers = function() return true end, -- whether a note has a number of its own
	claim = html_claim,
	value = html_value,
	verdict = html_verdict,
	heading = html_heading,
	endnotes = html_endnotes,
	figure = html_figure,
	table = html_table,
	code = html_code,
	result = html_result,
	callout = html_callout,
	holds = true, -- a mark may not be parted from the punctuation after it
}
