-- slides.lua - the slides of a chapter: what a lecture shows of a note.
--
-- On slides stand, in the order of the text and under the headings of the note: figures with the first
-- sentence of their captions, code, block quotes (questions to the audience), and every claim with its
-- mark and what was measured.  Other prose, lists and tables of the author's own are left out: they are
-- said, not shown.  The author steers it: `::: slide` is a slide of its own with all that is in it, a
-- heading with `.slide` keeps all of its section on one, `.no-slide` on a heading, block or Div leaves it
-- out, and `::: notes` is for the speaker.  A section of which nothing remains has no slide.
-- Knows of pandoc's tree and of slides.tex.

local kit, punctuation = ...
local latex = assert(loadfile(kit.home .. "latex.lua"))(kit, punctuation)
local text, words_of, has_class = kit.text, kit.words_of, kit.has_class
local stringify = pandoc.utils.stringify
local List = pandoc.List

local CODE_LINES = 19 -- on a slide
local CLAIM_LINES = 9.4 -- on a slide; evidence is smaller
local QUESTION = 420 -- letters of a quote; a longer one is no question

local notes = {} -- id of a claim to its evidence
local sections, section -- { title =, slides = { { title =, blocks = } } }
local title -- of the slides that follow
local claims = List() -- that wait for a slide
local keep -- blocks of the section that is kept whole, or nil

local function raw(s)
	return pandoc.RawInline("latex", s)
end

-- Return the inlines of a macro with the arguments @arguments, texts or inlines.
local function macro(name, arguments)
	local out = List({ raw("\\" .. name) })
	for _, argument in ipairs(arguments) do
		out:insert(raw("{"))
		out:extend(type(argument) == "string" and { raw(argument) } or argument)
		out:insert(raw("}"))
	end
	return pandoc.Plain(out)
end

local function add_slide(blocks, of)
	section.slides:insert({ title = of or title, blocks = List(blocks) })
end

-- Claims ----------------------------------------------------------------------------------

local function measured(note)
	local said = {}
	for _, row in ipairs(kit.rows_of(note)) do
		said[row.key] = said[row.key] or row.value
	end
	local rounds = note.ev.rounds and ", " .. note.ev.rounds .. " " .. text.rounds:lower() or ""
	return said[text.measured] and said[text.measured] .. rounds or said[text.reason] or ""
end

local function capital(inlines)
	local first = inlines[1]
	if first and first.t == "Str" then
		first.text = first.text:gsub("^%l", string.upper)
	end
	return inlines
end

local function flush()
	local blocks, lines = List(), 0
	for _, note in ipairs(claims) do
		local content, evidence = capital(kit.plain(note.content)), measured(note)
		local word = note.ev.expected and kit.verdict_text(note.ev):lower() or kit.verdict_word(note.ev) or ""
		local need = 0.8 + math.ceil((#stringify(content) + #word * 0.8) / 68) + 0.7 * math.ceil(#evidence / 95)
		if lines + need > CLAIM_LINES and #blocks > 0 then
			add_slide(blocks)
			blocks, lines = List(), 0
		end
		blocks:insert(macro("LecternSlideClaim", { note.ev.label, word, content, words_of(evidence) }))
		lines = lines + need
	end
	if #blocks > 0 then
		add_slide(blocks)
	end
	claims = List()
end

local function take_claims(block)
	pandoc.Div({ block }):walk({
		Span = function(span)
			local note = has_class(span, "claim") and notes[span.identifier]
			if note then
				claims:insert(note)
			end
		end,
	})
end

-- Code ------------------------------------------------------------------------------------

-- Split code into parts of about equal length that fit, at empty lines where there are some.
local function parts_of(code)
	local lines, parts = List(), List()
	for line in (code .. "\n"):gmatch("(.-)\n") do
		lines:insert(line)
	end
	local at = 1
	while at <= #lines do
		local left = #lines - at + 1
		local most = math.ceil(left / math.ceil(left / CODE_LINES))
		local last = left <= CODE_LINES and #lines or at + most - 1
		for i = last, at + CODE_LINES // 2, -1 do
			if last < #lines and lines[i]:match("^%s*$") then
				last = i
				break
			end
		end
		local part = table.concat(lines, "\n", at, last):gsub("^%s*\n", ""):gsub("%s+$", "")
		if part ~= "" then
			parts:insert(part)
		end
		at = last + 1
	end
	return parts
end

-- The size of letters with which @code fits: lines that are too long take more than one.
local function code_size(code)
	local lines = 0
	for line in (code .. "\n"):gmatch("(.-)\n") do
		lines = lines + math.ceil(math.max(1, #line:gsub("\t", "    ")) / 88)
	end
	local lead = math.min(12, 160 / lines)
	return { string.format("%.1f", lead / 1.22), string.format("%.1f", lead) }
end

local function add_code(block)
	local parts = parts_of(block.text)
	for i, part in ipairs(parts) do
		local of = List(title):clone()
		if #parts > 1 then
			of:extend({ pandoc.Space(), pandoc.Str("(" .. i .. "/" .. #parts .. ")") })
		end
		add_slide({ macro("LecternCodeSize", code_size(part)), pandoc.CodeBlock(part, pandoc.Attr("", block.classes)) }, of)
	end
end

-- Figures, tables, questions -------------------------------------------------------------

-- Return the first sentence of @inlines.
local function sentence(inlines)
	local out = List()
	for i, inline in ipairs(inlines) do
		out:insert(inline)
		local next = inlines[i + 1]
		if inline.t == "Str" and inline.text:match("[.?!]$") and (not next or next.t == "Space" or next.t == "SoftBreak") then
			break
		end
	end
	return out
end

local function add_figure(image)
	local figure = (kit.side.figures or {})[image.identifier] or {}
	local ours = has_class(image, "lectern")
	if ours or latex.can_show(image.src) then
		local label = figure.number and text.figure .. "~" .. figure.number or ""
		add_slide({ macro("LecternSlideFigure", { ours and image.src .. ".pdf" or image.src, label, sentence(kit.plain(image.caption)) }) })
	end
end

local function is_figure(block)
	return (block.t == "Para" or block.t == "Plain") and #block.content == 1 and block.content[1].t == "Image"
end

-- The whole ------------------------------------------------------------------------------

local walk

local function take_div(div)
	if has_class(div, "slide") then
		flush()
		add_slide(div.content, div.attributes.title and words_of(div.attributes.title))
	elseif has_class(div, "notes") then
		local last = section.slides[#section.slides]
		if last then
			last.blocks:insert(latex.note(div))
		end
	elseif kit.why_empty(div) then
		flush()
		add_slide({ macro("LecternQuestion", { words_of(kit.why_empty(div) .. ".") }) })
	elseif div.identifier ~= "refs" then
		walk(div.content)
	end
end

local function take(block)
	if is_figure(block) then
		flush()
		add_figure(block.content[1])
		take_claims(block)
	elseif block.t == "Div" then
		take_div(block)
	elseif block.t == "CodeBlock" then
		flush()
		add_code(block)
	elseif block.t == "BlockQuote" and #stringify(block) <= QUESTION then
		flush()
		add_slide({ macro("LecternQuestion", { kit.plain(pandoc.utils.blocks_to_inlines(block.content)) }) })
		take_claims(block)
	else
		take_claims(block)
	end
end

local function begin_section(header)
	flush()
	if keep and #keep > 0 then
		add_slide(keep)
	end
	title = kit.plain(header.content)
	keep = has_class(header, "slide") and List() or nil
	if header.level == 1 or not section.title then
		section = { title = title, slides = List() }
		sections:insert(section)
	end
end

function walk(blocks)
	local skipped -- level of the heading whose section is left out
	for _, block in ipairs(blocks) do
		local header = block.t == "Header"
		if header and (not skipped or block.level <= skipped) then
			skipped = has_class(block, "no-slide") and block.level or nil
			begin_section(block)
		elseif skipped or (block.classes and has_class(block, "no-slide")) then
			-- left out
		elseif keep then
			keep:insert(block)
		else
			take(block)
		end
	end
end

-- Return the blocks of all slides of @doc; @evidence: id of a claim to its note (lectern.lua).
local function slides(doc, evidence)
	notes = evidence
	title = kit.plain(doc.meta.title and pandoc.utils.blocks_to_inlines({ pandoc.Plain(doc.meta.title) }) or {})
	section = { slides = List() }
	sections = List({ section })
	section.first = title
	walk(doc.blocks)
	begin_section(pandoc.Header(1, {}))
	local out = List()
	for _, each in ipairs(sections) do
		if #each.slides > 0 and each.title then
			out:insert(pandoc.Header(1, each.title))
		end
		for _, slide in ipairs(each.slides) do
			out:insert(pandoc.Header(2, slide.title))
			out:extend(slide.blocks)
		end
	end
	return pandoc.Div(out):walk({
		Span = function(span) return span.content end,
		Link = function(link) return not link.target:match("^%a[%w+.-]*:") and link.content or nil end,
	}).content
end

latex.slides = slides
return latex
