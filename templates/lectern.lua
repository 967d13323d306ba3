-- lectern.lua - lay out a spliced note: claims, values, figures, tables, code, provenance.
--
-- Reads the side file that the metadata field `lectern-evidence` names.  Every string in it is
-- plain text that has been formatted already: this filter decides where things stand and how they
-- look, never what they say.  Without a side file the note passes through with plain figures.
-- Knows of pandoc's tree and of the writers html and latex; nothing of samples or statistics.
--
-- This file walks the note; kit.lua has our words and evidence as rows, furniture.lua knows callouts
-- and tabs, statements.lua the list of statements, html.lua and latex.lua lay out.  To add a field of
-- evidence, add it to the rows of kit.lua.
-- To add an output format, write a file that returns a table as html.lua does, and add it to `formats`.
--
-- The PDF of the course is one document of all notes (volume.lua), each with a side file of its own.
--
-- THE SIDE FILE is a Lua chunk; every field may be left out unless marked (needed):
--
--   return {
--     note = {
--       name = "04-gil",
--       kind = "chapter",                      -- "chapter", "start", "ledger" or "volume"
--       number = "4",                          -- of the chapter
--       course = "Threads and processes",      -- title of the course
--       lang = "en",                           -- BCP 47; the front matter's `lang` goes before
--       home = "index.html", ledger = "ledger.html",
--       handout = "handouts/04-gil.pdf",       -- where the page finds its PDF
--       url = "https://example.org/course/",   -- where the site stands: links of the PDF
--       canonical = "https://example.org/course/04-gil.html",   -- of this page
--       card = "https://example.org/course/assets/card.png",    -- the picture for previews
--       notice = "Quick: ...",                 -- a warning of the whole page, on top of it
--       prev = { href = "03-memory.html", title = "Memory", number = "3" },
--       next = { ... },
--       chapters = { { href =, title =, number =, current = true or nil }, ... },
--     },
--     claims = { ["claim-startup-1"] = {
--       label = "supported",                   -- (needed) or refuted, inconclusive, untestable, pending
--       mark = "✓",                            -- (needed)
--       expected = "refuted",                  -- only where the author expects otherwise than
--                                              -- "supported", or the verdict is not the expected one
--       unexpected = true,                     -- a testable verdict that is not the expected one
--       formula = "process.start > 5 * gil.start",
--       words = "The time to first instruction of process is more than 5 times that of gil.",
--       estimate = "20.3", interval = "18.9 to 21.6",
--       scale = "ratio of the two sides",      -- what estimate and interval are
--       lhs = "process.start: 1.02 ms (0.98 to 1.07 ms)", rhs = "5 * gil.start: ...",
--       rounds = "33", dropped = "2", confidence = "99 %",
--       reason = "fewer than 2 cores",         -- why it is neither supported nor refuted
--       warnings = { "text", ... },
--       parts = { { label =, mark =, formula =, estimate =, ... }, ... },   -- of `and`
--       figure = { href = "#fig-startup", text = "Figure 3" },
--     } },
--     values = { ["value-startup-1"] = {
--       words = "the time to first instruction of gil",
--       formula =, interval =, rounds =, dropped =, confidence =, reason =, warnings =, figure =
--     } },
--     figures = { ["fig-startup"] = {
--       number = "3", alt = "Strip plot: ...",
--       marks = "Dots are rounds, ...",         -- what the marks mean; stands after the caption
--     } },
--     tables = { ["tbl-startup"] = {
--       number = "2",
--       marks = "Medians; in parentheses ...",  -- what the numbers are; stands after the caption
--     } },
--     results = { ["result-startup"] = {
--       summary = "33 rounds on 12 May 2025, Ryzen 7 (8 cores)",   -- one line; without it no more is shown
--       measuring = "Being measured: ...",     -- a preview: what stands there until it is
--       facts = { { "Machine", "..." }, ... },
--       warnings = { "text", ... },
--       table = { marks = "Medians; ...", header = { "executor", ... }, rows = { { "gil", ... }, ... } },
--       experiment = "text",                   -- the exact experiment, shown as it is
--       files = { { href = "data/startup.csv", text = "Samples (CSV)" }, ... },
--     } },
--   }

local stringify = pandoc.utils.stringify
local List = pandoc.List

-- Where the filter's files are.
local home = PANDOC_SCRIPT_FILE:match("^(.*/)") or ""

local kit = dofile(home .. "kit.lua")
local text, has_class = kit.text, kit.has_class
local furniture = assert(loadfile(home .. "furniture.lua"))(kit)
local punctuation = assert(loadfile(home .. "punctuation.lua"))(kit)

kit.home = home
local formats = { html = "html.lua", latex = "latex.lua", beamer = "slides.lua" }
local format_file = FORMAT:match("html") and formats.html or formats[FORMAT]
local format = format_file and assert(loadfile(home .. format_file))(kit, punctuation)

local statements = assert(loadfile(home .. "statements.lua"))(kit, format)

local side = {} -- the side file
local root = "" -- folder of the side file, with a slash: figures are found here
-- Evidence in order of appearance.  A note has: id; kind, "claim" or "value"; ev, its row of the side
-- file; text, of the claim, and content, its inlines; class; where, "text" (evidence may unfold there),
-- "heading", or "aside" (caption, table, footnote, title of a callout); number, of its endnote.
local endnotes = List()
local numbered = {} -- id to its row in endnotes

-- The document -----------------------------------------------------------------------------------

-- Return the note of @span, a claim or a value that has evidence, or nil.
local function note_of(span)
	local kind = has_class(span, "claim") and "claim" or has_class(span, "value") and "value"
	local ev = kind and (side[kind .. "s"] or {})[span.identifier]
	if not ev or not next(ev) then
		return nil
	end
	local note = numbered[span.identifier]
	if not note then
		note = { id = span.identifier, kind = kind, ev = ev, text = stringify(span.content), content = span.content, class = table.concat(span.classes, " ") }
		numbered[note.id] = note
	end
	return note
end

-- Return the notes in @element in the order of the text.
local function notes_in(element)
	local notes = List()
	if side.claims or side.values then
		element:walk({ Span = function(span) notes:insert(note_of(span)) end })
	end
	return notes
end

-- The title as inlines; a title of several paragraphs has no evidence.
local function title_of(doc)
	local title = doc.meta.title
	return pandoc.Span(title and pandoc.utils.type(title) == "Inlines" and title or {})
end

-- Inlines without evidence, links and notes: for contents, running heads and the window's title.
local function plain(inlines)
	return pandoc.Span(inlines):walk({
		Note = function() return {} end,
		Link = function(link) return link.content end,
		Span = function(span) return span.content end,
	}).content
end

local function is_figure(block)
	return block.t == "Para" and #block.content == 1 and block.content[1].t == "Image"
end

kit.plain = plain

-- Find all evidence, where it stands, and number what is listed at the end in the order of the text.
local function find_evidence(doc)
	local number = 0
	local function list(note)
		if not note.number then
			number = format.numbers(note) and number + 1 or number
			note.number = number
			endnotes:insert(note)
		end
	end
	local walks = {} -- by where they are
	local function enter(where)
		return function(element)
			element:walk(walks[where])
			return nil, false
		end
	end
	for _, where in ipairs({ "heading", "aside", "text" }) do
		walks[where] = {
			traverse = "topdown",
			Span = function(span)
				local note = note_of(span)
				if note then
					note.where = note.where or where
					list(note)
				end
			end,
			Header = where ~= "heading" and enter("heading") or nil,
		}
	end
	local walk, aside = walks.text, enter("aside")
	walk.Note, walk.Table = aside, aside
	walk.Div = function(div)
		if has_class(div, "callout-title") then
			return aside(div)
		end
	end
	walk.Para = function(para)
		if is_figure(para) then
			return aside(para)
		end
	end
	if side.claims or side.values then
		title_of(doc):walk(walks.heading)
		doc:walk(walk)
	end
end

local function is_page(kind)
	return side.note and side.note.kind == kind
end

local function is_marked(inline)
	local note = inline.t == "Span" and numbered[inline.identifier]
	return note and note.kind == "claim"
end

local function lay_out_spans(doc)
	if is_page("ledger") then -- what it quotes has its evidence and its id in its chapter
		return doc:walk({
			Span = function(span)
				local classes = span.classes
				return (classes:includes("claim") or classes:includes("value")) and span.content or nil
			end,
		})
	elseif not next(numbered) then
		return doc
	elseif format.holds then
		doc = punctuation.hold(doc, is_marked)
	end
	return doc:walk({
		Span = function(span)
			local note = numbered[span.identifier]
			return note and format[note.kind](span, note)
		end,
	})
end

-- Give the title to the metadata and shift the headings, so that a page has one of level 1.  Those of
-- the class `top` are ours and know nothing of the levels of the note.
local function settle_headings(doc)
	local first, least = doc.blocks[1], 100
	if not doc.meta.title and first and first.t == "Header" and first.level == 1 then
		doc.meta.title = pandoc.MetaInlines(first.content)
		doc.meta["title-id"] = first.identifier ~= "" and first.identifier or nil
		doc.blocks:remove(1)
	end
	doc:walk({
		Header = function(header) least = has_class(header, "top") and least or math.min(least, header.level) end,
	})
	local shift = format.level - least
	return doc:walk({
		Header = function(header)
			header.level = has_class(header, "top") and format.level or math.min(6, header.level + shift)
			return header
		end,
	})
end

-- The contents: plain links to the headings of the two upper levels.
local function contents_of(doc)
	local items, last = List(), nil
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
	if #endnotes > 0 and FORMAT:match("html") then
		items:insert({ pandoc.Plain({ pandoc.Link(kit.words_of(text.evidence), "#evidence") }) })
	end
	return items
end

-- Let a caption say what the marks or numbers mean.
local function add_marks(caption, marks)
	if #caption > 0 then
		local ended = stringify(caption):match("[.!?:;…][\"'”’)]*$")
		caption:extend({ pandoc.Str(ended and "" or "."), pandoc.Space() })
	end
	caption:insert(pandoc.Span(kit.words_of(marks), pandoc.Attr("", { "marks" })))
	return caption
end

-- A paragraph that is one image becomes a figure.
local function lay_out_figure(para)
	if not is_figure(para) then
		return nil
	end
	local image = para.content[1]
	local figure = (side.figures or {})[image.identifier] or {}
	if figure.marks then
		image.caption = add_marks(image.caption, figure.marks)
	end
	local drawing = nil
	if has_class(image, "lectern") then
		local path = image.src .. "." .. format.picture
		drawing = kit.read_file(root .. path)
		if not drawing then
			error("cannot read " .. root .. path)
		end
		drawing = format.picture == "svg" and drawing or path
	end
	return format.figure(image, figure, drawing)
end

local function lay_out_div(div)
	local callout = furniture.callout(div)
	if callout then
		return format.callout(div, callout)
	end
	if has_class(div, "result") or kit.why_empty(div) then
		return format.result(div, (side.results or {})[div.identifier])
	end
end

-- Tables in a `.table` div are ours: the div tells its table the number.
local function number_tables(doc)
	return side.tables and doc:walk({
		Div = function(div)
			local known = has_class(div, "table") and side.tables[div.identifier]
			if known and known.number and div.content[1] and div.content[1].t == "Table" then
				div.content[1].attr.attributes["lectern-number"] = known.number
				div.content[1].attr.attributes["lectern-marks"] = known.marks
				return div
			end
		end,
	}) or doc
end

-- pandoc makes columns of the length of their dashes when a line of the source is long; ours are long
-- by what was spliced in.  Return the longest line and the longest word of every column instead.
-- @broken: intervals stand on a line of their own.
local function measure_columns(tbl, broken)
	local lines, words = {}, {}
	for i in ipairs(tbl.colspecs) do
		lines[i], words[i] = 1, 1
	end
	local function measure(rows)
		for _, row in ipairs(rows) do
			for i, cell in ipairs(row.cells or row[2]) do
				local content = stringify(pandoc.Div(cell.contents or cell[5]))
				if lines[i] then
					local number, interval = content:match(kit.quantity)
					for _, line in ipairs(broken and number and { number, interval } or { content }) do
						lines[i] = math.max(lines[i], utf8.len(line) or #line)
					end
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

-- Begin a line at every interval of a table.
local function break_quantities(tbl)
	for _, body in ipairs(tbl.bodies) do
		for _, row in ipairs(body.body) do
			for _, cell in ipairs(row.cells or row[2]) do
				local contents = cell.contents or cell[5]
				local number, interval = stringify(pandoc.Div(contents)):match(kit.quantity)
				if number then
					contents[1].content = kit.words_of(number) .. { pandoc.LineBreak() } .. kit.words_of(interval)
				end
			end
		end
	end
end

-- Let columns be as wide as their text; where the format cannot, share the line among them.
local function settle_columns(tbl, broken)
	local lines, words = measure_columns(tbl, broken)
	local sum, shares, total = 0, {}, 0
	for i in ipairs(lines) do
		sum = sum + lines[i] + 2
		shares[i] = math.max(words[i] + 1, math.min(lines[i], lines[i] > 200 and 60 or 30)) -- much text gets more room
		total = total + shares[i]
	end
	local fits = not format.columns or (not broken and sum <= format.columns)
	for i, spec in ipairs(tbl.colspecs) do
		tbl.colspecs[i] = { spec[1], not fits and shares[i] / total or nil }
	end
	return fits, total
end

local function lay_out_table(tbl)
	local _
	local fits, total = settle_columns(tbl)
	local number, marks = tbl.attr.attributes["lectern-number"], tbl.attr.attributes["lectern-marks"]
	tbl.attr.attributes["lectern-number"], tbl.attr.attributes["lectern-marks"] = nil, nil
	if marks then
		local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long or {})
		caption = add_marks(List(caption), marks)
		tbl.caption = { long = { pandoc.Plain(caption) } }
	end
	if marks and not fits then
		_, total = settle_columns(tbl, true) -- a cell of several lines needs a column of a width
		break_quantities(tbl)
	end
	return format.table(tbl, number, total)
end

-- One line about the page for search engines and previews: the author's `description`, the subtitle,
-- or how the text begins.
local function description_of(doc)
	local given = doc.meta.description or doc.meta.subtitle
	local line = given and stringify(given) or ""
	for _, block in ipairs(doc.blocks) do
		if line == "" and block.t == "Para" and not is_figure(block) then
			line = stringify(plain(block.content))
		end
	end
	if (utf8.len(line) or 0) <= 200 then
		return line
	end
	return line:sub(1, utf8.offset(line, 201) - 1):gsub("%s+%S*$", "") .. "…"
end

local function load_side(meta)
	local path = meta["lectern-evidence"] and stringify(meta["lectern-evidence"])
	meta["lectern-evidence"] = nil
	if path and path ~= "" then
		side = dofile(path)
		kit.side = side
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

local function lay_out_note(doc)
	doc = settle_headings(furniture.settle(doc)):walk({ Div = statements })
	find_evidence(doc)
	if format.slides then
		doc.meta["plain-title"] = stringify(plain(title_of(doc).content))
		doc.blocks = format.slides(doc, numbered)
		return doc
	end
	local contents = contents_of(doc)
	if #contents > 1 then
		doc.meta.contents = pandoc.MetaBlocks({ pandoc.BulletList(contents) })
	end
	local headings = {} -- id of a heading to the notes in it
	doc:walk({ Header = function(header) headings[header.identifier] = notes_in(header) end })
	local title = title_of(doc)
	local below_title = format.heading(pandoc.Header(1, {}), notes_in(title))
	below_title:remove(1)
	doc.meta["plain-title"] = stringify(plain(title.content))
	local description = description_of(doc)
	doc.meta["card-description"] = description ~= "" and description or nil
	doc.meta.pagetitle = doc.meta.pagetitle or doc.meta["plain-title"]
	doc = number_tables(lay_out_spans(doc))
	doc.blocks = below_title .. doc.blocks
	if #endnotes > 0 then
		doc.blocks:extend(format.endnotes(endnotes))
	end
	doc = doc:walk({
		Header = function(header) return format.heading(header, headings[header.identifier]) end,
		Table = lay_out_table,
		Para = lay_out_figure,
		CodeBlock = format.code,
		Div = lay_out_div,
		Link = format.link,
		Note = format.note,
	})
	if format.image then
		doc = doc:walk({ Image = format.image }) -- those that stand in the text, no figures
	end
	if FORMAT:match("html") then
		doc = assert(loadfile(home .. "aria.lua"))(kit)(doc)
	end
	return doc
end

-- The volume: all chapters of the course, which volume.lua has put into one document -------------

-- Lay out the chapter in @div; return its blocks and the claims in it, and add to @facts.
local function lay_out_chapter(div, chapter, volume, names, facts)
	side = volume.rebase(dofile(chapter.side), chapter, names)
	kit.side = side
	root = chapter.side:match("^(.*/)") or ""
	endnotes, numbered = List(), {}
	local meta, blocks = {}, List()
	for _, block in ipairs(div.content) do
		local key = block.t == "Div" and (block.classes[1] or ""):match("^lectern%-(.+)")
		if key then
			meta[key] = key == "abstract" and pandoc.MetaBlocks(block.content) or pandoc.MetaInlines(pandoc.utils.blocks_to_inlines(block.content))
		else
			blocks:insert(block)
		end
	end
	local doc = lay_out_note(pandoc.Pandoc(blocks, meta))
	local claims = endnotes:filter(function(note) return note.kind == "claim" end)
	claims = claims:map(function(note) return { id = note.id, ev = note.ev, content = plain(note.content) } end)
	for _, result in pairs(side.results) do
		for _, fact in ipairs(result.facts or {}) do
			facts[fact[1]] = facts[fact[1]] or {}
			facts[fact[1]][fact[2]:match("^%d+ %a+ %d%d%d%d") or fact[2]] = true
		end
	end
	return format.opening(chapter, doc.meta) .. doc.blocks, { title = plain(title_of(doc).content), number = chapter.number, claims = claims }
end

-- What stands at the foot of the title page; @facts is a set of texts for every key of provenance.
local function colophon(note, facts)
	local out = List()
	for _, key in ipairs({ "Measured", "Machine" }) do
		local texts = List()
		for fact in pairs(facts[key] or {}) do
			texts:insert(fact)
		end
		texts:sort()
		if #texts > 0 and #texts < 4 then
			out:insert(pandoc.MetaInlines(kit.words_of(key .. ": " .. table.concat(texts, "; "))))
		end
	end
	if note.licence then
		out:insert(pandoc.MetaInlines(kit.words_of(text.licence .. ": " .. note.licence)))
	end
	if note.url then
		out:insert(pandoc.MetaInlines({ pandoc.Link(note.url, note.url) }))
	end
	return pandoc.MetaList(out)
end

local function lay_out_volume(doc)
	local volume = dofile(home .. "volume.lua")
	local whole = side
	local names = volume.names(whole.chapters)
	local blocks, claims, facts, at = List(), List(), {}, 0
	format.level = format.level + 1
	kit.volume = true
	for _, block in ipairs(doc.blocks) do
		if block.t == "Div" and has_class(block, "lectern-chapter") then
			at = at + 1
			local laid, listed = lay_out_chapter(block, whole.chapters[at], volume, names, facts)
			blocks:extend(laid)
			claims:insert(listed)
		elseif #block.content > 0 then -- the sources
			blocks:insert(format.part(text.references, volume.REFERENCES))
			blocks:insert(block:walk({ Link = format.link }))
		end
	end
	claims = claims:filter(function(chapter) return #chapter.claims > 0 end)
	if #claims > 0 then
		blocks:insert(format.part(text.all_claims, volume.CLAIMS))
		blocks:extend(format.claims(claims, whole.intro))
	end
	doc.blocks = blocks
	local note = whole.note
	doc.meta.title, doc.meta.author, doc.meta.subtitle = note.course, note.author, note.subtitle
	doc.meta["plain-title"], doc.meta["author-meta"] = note.course, note.author
	doc.meta.colophon = colophon(note, facts)
	return doc
end

function Pandoc(doc)
	if not format then
		return nil
	end
	load_side(doc.meta)
	return side.chapters and lay_out_volume(doc) or lay_out_note(doc)
end
