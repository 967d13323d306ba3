-- latex.lua - claims, values, figures, tables and code for the macros of handout.tex.
--
-- Evidence of a claim in the text is a footnote; what cannot have one (captions, headings, tables,
-- footnotes, and values, which would be too many) is listed at the end.
-- Knows of LaTeX and of handout.tex; nothing of how a note is walked (lectern.lua).

local kit = ...
local text, words_of, has_class = kit.text, kit.words_of, kit.has_class
local List = pandoc.List

local function tex_inline(s)
	return pandoc.RawInline("latex", s)
end

local function tex_block(s)
	return pandoc.RawBlock("latex", s)
end

-- Return the inlines between the raw texts @before and @after.
local function tex_inlines(before, inlines, after)
	local out = List({ tex_inline(before) })
	out:extend(inlines)
	out:insert(tex_inline(after))
	return out
end

-- Evidence --------------------------------------------------------------------------------

local function tex_evidence(note)
	local out = List()
	for i, row in ipairs(kit.rows_of(note)) do
		if i > 1 then
			out:extend({ pandoc.Space() })
		end
		if row.key ~= text.claim and row.key ~= text.value then
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
	return tex_inline(string.format("\\LecternMark{%s}{%s}", ev.label, kit.verdict_word(ev) or ""))
end

-- A verdict by itself: the sign, and always a word.
local function tex_verdict(ev)
	return List({ tex_inline(string.format("\\LecternMark{%s}{%s}", ev.label, kit.verdict_text(ev):lower())) })
end

local function tex_head(note)
	local out = List({ tex_inline("\\LecternMark{" .. note.ev.label .. "}{}\\,"), pandoc.Strong(words_of(kit.verdict_text(note.ev))), pandoc.Str(":") })
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
	if kit.volume then
		out:insert(tex_inline("\\LecternPage{" .. note.id .. "}"))
	end
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

local function tex_endnotes(endnotes)
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

-- Blocks ----------------------------------------------------------------------------------

local function tex_anchor(id)
	return id ~= "" and "\\LecternAnchor{" .. id .. "}" or ""
end

local function tex_caption(label, number, caption)
	return tex_inlines("\\LecternCaption{" .. label .. "}{" .. (number or "") .. "}{", caption, "}")
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
	if has_class(block, "experiment") then
		block.identifier = "" -- a heading may have the same, and LaTeX wants one label a name
	end
	if has_class(block, "output") then
		return List({ tex_block("\\begin{LecternOutput}{" .. text.output .. "}"), block, tex_block("\\end{LecternOutput}") })
	end
	local name = block.attributes.filename
	for _, key in ipairs({ "filename", "code-fold", "code-summary" }) do
		block.attributes[key] = nil
	end
	if name then
		return List({ pandoc.Plain({ tex_inline("\\LecternFile{"), pandoc.Str(name), tex_inline("}") }), block })
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

-- Where a result comes from, as inlines; nil: it is not known.
local function tex_provenance(result)
	if not result or not (result.summary or result.measuring) then
		return nil
	end
	local body = words_of((result.measuring or "") .. " " .. (result.summary or ""))
	for _, warning in ipairs(result.warnings or {}) do
		body:insert(pandoc.LineBreak())
		body:extend(words_of(text.note .. ": " .. warning))
	end
	return tex_inlines("\\LecternProvenance{", body, "}")
end

-- Put @provenance under the figure that ends @blocks, so that they float together; tell whether there is one.
local function join_figure(blocks, provenance)
	local last = blocks[#blocks]
	local ending = last and last.t == "Plain" and last.content[#last.content]
	if not ending or ending.text ~= "\\end{LecternFigure}" then
		return false
	end
	last.content:remove()
	last.content:extend(provenance)
	last.content:insert(ending)
	return true
end

local function tex_result(div, result)
	local why = kit.why_empty(div)
	local name = why and "LecternFailed" or "LecternResult"
	local out = List({ tex_block("\\begin{" .. name .. "}" .. (why and "{" .. why .. "}" or "")) })
	local provenance = tex_provenance(result)
	local joined = provenance and join_figure(div.content, provenance)
	out:extend(div.content)
	if provenance and not joined then
		out:insert(pandoc.Plain(provenance))
	end
	out:insert(tex_block("\\end{" .. name .. "}"))
	div.content = out
	return List({ div })
end

-- It prints whole, folded or not.
local function tex_callout(div, callout)
	local head = List({ tex_inline("{\\LecternHeadFont\\leavevmode " .. tex_anchor(div.identifier) .. tex_anchor(callout.title_id)) })
	head:insert(pandoc.Str(text.callout[callout.kind] .. (callout.title and ":" or "")))
	if callout.title then
		head:insert(pandoc.Space())
		head:extend(callout.title)
	end
	head:insert(tex_inline("\\par}\\nobreak"))
	local out = List({ tex_block("\\begin{LecternCallout}"), pandoc.Plain(head) })
	out:extend(callout.body.content)
	out:insert(tex_block("\\end{LecternCallout}"))
	return out
end

-- A link of the handout leads into the site when that has an address, else it is its text.
local function tex_link(link)
	if link.target:match("^[%w+.-]+:") or link.target:match("^#") then
		return nil
	end
	local url = kit.side.note and kit.side.note.url
	if url and url ~= "" then
		link.target = url:gsub("/?$", "/") .. link.target
		return link
	end
	return link.content
end

-- The volume -------------------------------------------------------------------------------

-- A heading of the volume's own, which has no number: it is told to the running head.
local function tex_part(title, id)
	local words = type(title) == "string" and words_of(title) or title
	return pandoc.Div({
		pandoc.Header(1, words, pandoc.Attr(id, { "unnumbered" })),
		pandoc.Plain(tex_inlines("\\LecternRunning{", words, "}")),
	})
end

-- How a chapter of the volume begins; @meta is that of its note.
local function tex_opening(chapter, meta)
	local title = meta.title or words_of(chapter.name)
	local out = List()
	if chapter.number then
		out:insert(tex_block("\\setcounter{chapter}{" .. string.format("%d", chapter.number - 1) .. "}"))
		out:insert(pandoc.Header(1, title, pandoc.Attr(chapter.name)))
	else
		out:insert(tex_part(title, chapter.name))
	end
	if meta.subtitle then
		out:insert(pandoc.Plain(tex_inlines("\\LecternDeck{", meta.subtitle, "}")))
	end
	if kit.side.note and kit.side.note.notice then
		out:insert(pandoc.BlockQuote({ pandoc.Plain(tex_inlines("\\LecternNotice{", words_of(kit.side.note.notice), "}")) }))
	end
	if meta.abstract then
		out:insert(pandoc.BlockQuote(meta.abstract))
	end
	return out
end

-- All claims of the volume: verdict, sentence, page.
local function tex_claims(chapters, intro)
	local out = List()
	if intro then
		out:extend(pandoc.read(intro, "markdown").blocks)
	end
	for _, chapter in ipairs(chapters) do
		out:insert(pandoc.Plain(tex_inlines("\\LecternClaims{" .. (chapter.number or "") .. "}{", chapter.title, "}")))
		for _, claim in ipairs(chapter.claims) do
			local word = claim.ev.expected and kit.verdict_text(claim.ev):lower() or kit.verdict_word(claim.ev) or ""
			local row = tex_inlines("\\LecternClaim{" .. claim.id .. "}{" .. claim.ev.label .. "}{" .. word .. "}{", claim.content, "}")
			out:insert(pandoc.Plain(row))
		end
	end
	return out
end

return {
	level = 1,
	columns = 74, -- letters on a line of a table
	picture = "pdf",
	can_show = tex_can_show,
	numbers = function(note) return note.kind == "claim" and note.where == "aside" end,
	claim = tex_claim,
	value = tex_value,
	verdict = tex_verdict,
	heading = tex_heading,
	endnotes = tex_endnotes,
	figure = tex_figure,
	table = tex_table,
	code = tex_code,
	result = tex_result,
	callout = tex_callout,
	link = tex_link,
	image = tex_image,
	note = tex_note,
	opening = tex_opening,
	part = tex_part,
	claims = tex_claims,
}
