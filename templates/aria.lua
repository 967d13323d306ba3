-- aria.lua - says to screen readers what pandoc 2.17 leaves out, or says with roles that are no more.
--
-- Footnotes and sources are items without roles of their own (doc-endnote and doc-biblioentry are
-- deprecated in DPUB-ARIA 1.1), boxes of task lists are pictures with a name, and long formulas
-- can be scrolled by keyboard.  It comes last: what it makes is HTML.
-- Knows of pandoc's tree and of HTML; nothing of what is ours in a note.

local text = (...).text
local List = pandoc.List

local function inline(s)
	return pandoc.RawInline("html", s)
end

local function block(s)
	return pandoc.RawBlock("html", s)
end

local LONG = 24 -- letters of TeX that fit on a telephone

local boxes = { ["☐"] = text.open, ["☒"] = text.done }

local function name_box(item)
	local first = item[1]
	local str = first and (first.t == "Plain" or first.t == "Para") and first.content[1]
	if str and str.t == "Str" and boxes[str.text] then
		first.content[1] = inline(string.format('<span class="task" role="img" aria-label="%s">%s</span>', boxes[str.text], str.text))
	end
	return item
end

local function task_list(list)
	list.content = List(list.content):map(name_box)
	return list
end

-- pandoc gives the role by the class.
local function source(div)
	div.classes = div.classes:map(function(class) return class == "csl-entry" and "source" or class end)
	return div
end

local function formula(math)
	if math.mathtype == "DisplayMath" and #math.text > LONG then
		return pandoc.Span({ math }, pandoc.Attr("", { "formula" }, { { "role", "group" }, { "aria-label", text.formula }, { "tabindex", "0" } }))
	end
end

-- The way back stands at the end of the note's last line.
local function add_back(blocks, number)
	local back = inline(string.format('<a href="#fnref%d" class="footnote-back" role="doc-backlink" aria-label="%s">↩</a>', number, text.back))
	local last = blocks[#blocks]
	if last and (last.t == "Para" or last.t == "Plain") then
		last.content:extend({ pandoc.Space(), back })
	else
		blocks:insert(pandoc.Plain({ back }))
	end
	return blocks
end

local function footnotes(notes)
	local out = List({ block(string.format('<section class="footnotes" role="doc-endnotes" aria-label="%s">\n<ol>', text.footnotes)) })
	for number, note in ipairs(notes) do
		out:insert(block(string.format('<li id="fn%d">', number)))
		out:extend(add_back(List(note), number))
		out:insert(block("</li>"))
	end
	out:insert(block("</ol>\n</section>"))
	return out
end

return function(doc)
	local notes = List()
	doc = doc:walk({
		BulletList = task_list,
		Div = source,
		Math = formula,
		Note = function(note)
			notes:insert(note.content)
			return inline(string.format('<a href="#fn%d" class="footnote-ref" id="fnref%d" role="doc-noteref"><sup>%d</sup></a>', #notes, #notes, #notes))
		end,
	})
	if #notes > 0 then
		doc.blocks:extend(footnotes(notes))
	end
	return doc
end
