-- volume.lua - all chapters of a course in one document, for one PDF of the course.
--
-- Runs before the citations are made, so that there is one bibliography.  Reads the spliced notes that
-- the side file of the volume names and puts them into the document, each in a Div `lectern-chapter`;
-- ids get the chapter's name before them, and links between chapters lead to these ids.  lectern.lua
-- then lays out each chapter with its own side file, whose ids and links `rebase` makes the same.
-- Knows of spliced notes and side files; nothing of formats.
--
-- THE SIDE FILE OF THE VOLUME is a Lua chunk: `note` as in lectern.lua, its kind "volume", and
--   chapters = { { name = "06-gil", number = "6", md = "out/md/06-gil.md", side = "out/md/06-gil.lua" }, ... },
--   intro = "A verdict is given at ...",       -- opens the list of claims: Markdown

local List = pandoc.List
local M = {}

M.CLAIMS = "all-claims" -- id of the list of claims
M.REFERENCES = "all-references"

local function id_of(name, id)
	return name .. ":" .. id
end

-- Return where @href of the chapter @name leads in the volume, or nil for what is not in it.
-- @names is a set of the names of all chapters.
local function address(href, name, names)
	local id = href:match("^#(.+)")
	if id then
		return "#" .. id_of(name, id)
	end
	local page, part = href:match("^([^/#]+)%.html(#?.*)$")
	if page == "ledger" then
		return "#" .. M.CLAIMS
	elseif page and names[page] then
		return "#" .. (part ~= "" and id_of(page, part:sub(2)) or page)
	end
end

-- Number a figure or table through the volume: "Figure 3" of chapter 6 is "Figure 6.3".
local function renumber(words, chapter)
	return chapter.number and words:gsub("^(%a+[ \u{a0}]*)(%d+)$", "%1" .. chapter.number .. ".%2") or words
end

-- Let the ids and links of @side be those of the volume.
function M.rebase(side, chapter, names)
	local function rekey(rows)
		local out = {}
		for id, row in pairs(rows or {}) do
			if row.figure then
				if row.figure.href:match("^#") then
					row.figure.text = renumber(row.figure.text, chapter)
				end
				row.figure.href = address(row.figure.href, chapter.name, names) or row.figure.href
			end
			row.number = row.number and (chapter.number and chapter.number .. "." or "") .. row.number
			out[id_of(chapter.name, id)] = row
		end
		return out
	end
	for _, kind in ipairs({ "claims", "values", "figures", "tables", "results" }) do
		side[kind] = rekey(side[kind])
	end
	return side
end

function M.names(chapters)
	local names = {}
	for _, chapter in ipairs(chapters) do
		names[chapter.name] = true
	end
	return names
end

local function read(path)
	local file = assert(io.open(path, "rb"))
	local text = file:read("a")
	file:close()
	return pandoc.read(text, "markdown-implicit_figures")
end

-- The chapter's own list of sources, with its heading: the volume has one for all.
local function without_sources(blocks)
	local out = List()
	for _, block in ipairs(blocks) do
		if block.t == "Div" and block.identifier == "refs" then
			local last = out[#out]
			if last and last.t == "Header" then
				out:remove()
			end
		else
			out:insert(block)
		end
	end
	return out
end

local function rebase_blocks(blocks, chapter, names)
	local function rename(element)
		if element.identifier ~= "" then
			element.identifier = id_of(chapter.name, element.identifier)
		end
		return element
	end
	return pandoc.Div(blocks):walk({
		Link = function(link)
			if link.classes:includes("ref") and link.target:match("^#") then
				local words = pandoc.utils.stringify(link.content)
				local new = renumber(words, chapter)
				link.content = new ~= words and { pandoc.Str(new) } or link.content
			end
			link.target = address(link.target, chapter.name, names) or link.target
			return rename(link)
		end,
		Div = rename, Span = rename, Header = rename, Code = rename, CodeBlock = rename, Image = rename,
		Table = rename,
	}).content
end

-- What stands above the text of a chapter.
local function opening(meta)
	local out = List()
	for _, key in ipairs({ "title", "subtitle", "abstract" }) do
		local value = meta[key]
		if value then
			local blocks = pandoc.utils.type(value) == "Blocks" and value or { pandoc.Plain(pandoc.utils.type(value) == "Inlines" and value or { pandoc.Str(pandoc.utils.stringify(value)) }) }
			out:insert(pandoc.Div(blocks, pandoc.Attr("", { "lectern-" .. key })))
		end
	end
	return out
end

local function read_chapter(chapter, names, doc)
	local note = read(chapter.md)
	local blocks = opening(note.meta)
	blocks:extend(without_sources(note.blocks))
	if note.meta["header-includes"] then
		doc.meta["header-includes"] = (doc.meta["header-includes"] or List()) .. List({ note.meta["header-includes"] })
	end
	blocks = rebase_blocks(blocks, chapter, names)
	return pandoc.Div(blocks, pandoc.Attr("", { "lectern-chapter" }, { name = chapter.name }))
end

local function gather(doc)
	local chapters = dofile(pandoc.utils.stringify(doc.meta["lectern-evidence"])).chapters
	local names = M.names(chapters)
	for _, chapter in ipairs(chapters) do
		doc.blocks:insert(read_chapter(chapter, names, doc))
	end
	doc.blocks:insert(pandoc.Div({}, pandoc.Attr("refs")))
	return doc
end

M[1] = { Pandoc = gather }
return M
