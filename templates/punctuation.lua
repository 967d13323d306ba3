-- punctuation.lua - what follows the mark of a claim and may not begin a line: commas, quotation marks,
-- numbers of footnotes.
--
-- A line may be broken between a button and the letter after it, so the format must hold them together:
-- `hold` moves such inlines to the end of the claim's span, and `tail_of` takes them from there.
-- Knows of pandoc's tree; nothing of HTML or LaTeX.

local kit = ...
local has_class = kit.has_class
local List = pandoc.List

local punctuation = {}

local closing = {} -- code points that may not begin a line
for _, code in utf8.codes(".,;:!?)]}…'\"’”›»") do
	closing[code] = true
end

local quotes = { SingleQuote = { "‘", "’" }, DoubleQuote = { "“", "”" } }

-- Split @s after the punctuation that it begins with.
local function split_closing(s)
	for at, code in utf8.codes(s) do
		if not closing[code] then
			return s:sub(1, at - 1), s:sub(at)
		end
	end
	return s, ""
end

-- Let quotation marks that end with a claim be letters: the closing one follows a mark.
local function open_quotes(inlines, is_claim)
	local out = List()
	for _, inline in ipairs(inlines) do
		local last = inline.t == "Quoted" and inline.content[#inline.content]
		if last and is_claim(last) then
			out:insert(pandoc.Str(quotes[inline.quotetype][1]))
			out:extend(inline.content)
			out:insert(pandoc.Str(quotes[inline.quotetype][2]))
		else
			out:insert(inline)
		end
	end
	return out
end

-- Return the content of a claim's span and what follows its mark on the same line.
function punctuation.tail_of(span)
	local content = List(span.content)
	local last = content[#content]
	if last and last.t == "Span" and has_class(last, "lectern-tail") then
		content:remove()
		return content, List(last.content)
	end
	return content, List()
end

local function add_tail(span, inline)
	local content, tail = punctuation.tail_of(span)
	tail:insert(inline)
	content:insert(pandoc.Span(tail, pandoc.Attr("", { "lectern-tail" })))
	return pandoc.Span(content, span.attr)
end

-- Tell whether there is a claim in @inlines, or at the end of a quotation there.
local function has_claim(inlines, is_claim)
	for _, inline in ipairs(inlines) do
		local t = inline.t
		if t == "Span" and is_claim(inline) then
			return true
		elseif t == "Quoted" then
			local last = inline.content[#inline.content]
			if last and is_claim(last) then
				return true
			end
		end
	end
	return false
end

local function hold(inlines, is_claim)
	local out, after = List(), false
	if not has_claim(inlines, is_claim) then
		return nil
	end
	for _, inline in ipairs(open_quotes(inlines, is_claim)) do
		local t, rest = inline.t, inline
		if after and t == "Note" then
			out[#out], rest = add_tail(out[#out], inline), nil
		elseif after and t == "Str" then
			local head, remains = split_closing(inline.text)
			if head ~= "" then
				out[#out] = add_tail(out[#out], pandoc.Str(head))
				rest = remains ~= "" and pandoc.Str(remains) or nil
			end
		end
		if rest then
			out:insert(rest)
			after = t == "Span" and is_claim(rest)
		end
	end
	return out
end

-- Return @doc with punctuation and numbers of footnotes that follow a claim in its span (tail_of).
function punctuation.hold(doc, is_claim)
	return doc:walk({ Inlines = function(inlines) return hold(inlines, is_claim) end })
end

return punctuation
