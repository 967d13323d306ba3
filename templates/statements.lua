-- statements.lua - what a course sets out to show, as a table: id, statement, claims.
--
-- It comes as a list of lists (splice.c), which is read in every format alike.
-- Knows of pandoc's tree; nothing of HTML or LaTeX.

local kit, format = ...
local text, has_class = kit.text, kit.has_class
local stringify = pandoc.utils.stringify
local List = pandoc.List

-- Lay out one claim of the list of statements: verdict, sentence, chapter.  The sentence becomes the
-- link to its place; links and notes in it are of its own page.
local function listed_claim(item)
	local out, place = List(), nil
	for _, inline in ipairs(item[1].content) do
		place = inline.t == "Link" and inline.target or place -- the last one: the chapter's
	end
	for _, inline in ipairs(item[1].content) do
		local class = inline.t == "Span" and inline.classes[1]
		if class == "verdict" then
			local ev = { label = inline.classes[2], expected = inline.attributes.expected, unexpected = has_class(inline, "unexpected") }
			out:extend(format.verdict(ev, stringify(inline.content):match("^%S+")))
		elseif class == "sentence" then
			out:insert(pandoc.Link(kit.plain(inline.content), place))
		elseif inline.t == "Link" then
			out:extend(inline.content)
		else
			out:insert(inline)
		end
	end
	return out
end

-- The statements of the course come as a list and become a table: id, statement, claims.
return function(div)
	local list = has_class(div, "statements") and div.content[1]
	if not list or list.t ~= "BulletList" then
		return nil
	end
	local rows = List()
	for _, item in ipairs(list.content) do
		local statement, claims = item[1].content, List()
		local id = statement:remove(1)
		for i, claim in ipairs(item[2] and item[2].content or {}) do
			if i > 1 then
				claims:insert(pandoc.LineBreak())
			end
			claims:extend(listed_claim(claim))
		end
		statement:remove(1) -- the space
		rows:insert({ { pandoc.Plain({ id }) }, { pandoc.Plain(statement) }, { pandoc.Plain(claims) } })
	end
	local header = List(text.statement):map(function(word) return { pandoc.Plain(kit.words_of(word)) } end)
	local left = pandoc.AlignLeft
	div.content = { pandoc.utils.from_simple_table(pandoc.SimpleTable({}, { left, left, left }, { 0, 0, 0 }, header, rows)) }
	return div
end
