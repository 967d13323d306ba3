-- furniture.lua - callouts and tabs: fenced divs of a note as a tree that every format lays out.
--
-- A callout is a fenced div of the class callout-note, -tip, -important, -warning or -caution.  Its
-- title is the heading that it begins with or its attribute `title`; `collapse` folds it.  Here it
-- becomes a div of the class `callout` with the attributes `kind` and `collapse`, in which stand
-- a div `callout-title`, if there is a title, and a div `callout-body`.
-- Tabs are a div of the class panel-tabset: each heading in it begins one, and becomes the first
-- block of a div `tab`.
-- Knows of pandoc's tree; nothing of HTML or LaTeX.  To add a kind of callout, add it to `kinds`, its
-- name to kit.lua and its colour to style.css.

local kit = ...
local has_class = kit.has_class
local List = pandoc.List

local furniture = {}

-- Callouts ---------------------------------------------------------------------------------------

local kinds = { note = true, tip = true, important = true, warning = true, caution = true }

local function kind_of(classes)
	for _, class in ipairs(classes) do
		local kind = class:match("^callout%-(.+)")
		if kinds[kind] then
			return kind
		end
	end
end

-- The heading is no part of the contents, and no section begins with it.
local function settle_callout(div, kind)
	local content, parts = List(div.content), List()
	local first, title, id = content[1], nil, ""
	if first and first.t == "Header" then
		title, id = first.content, first.identifier
		content:remove(1)
	elseif (div.attributes.title or "") ~= "" then
		title = kit.words_of(div.attributes.title)
	end
	if title then
		parts:insert(pandoc.Div({ pandoc.Plain(title) }, pandoc.Attr(id, { "callout-title" })))
	end
	parts:insert(pandoc.Div(content, pandoc.Attr("", { "callout-body" })))
	local classes = List({ "callout" })
	classes:extend(div.classes)
	return pandoc.Div(parts, pandoc.Attr(div.identifier, classes, { kind = kind, collapse = div.attributes.collapse or "" }))
end

-- Tabs -------------------------------------------------------------------------------------------

-- What stands before the first heading stays above the tabs; deeper headings are parts of their tab.
local function settle_tabs(div)
	local level, parts, tabs = nil, List(), List()
	for _, block in ipairs(div.content) do
		if block.t == "Header" and (not level or block.level <= level) then
			level = level or block.level
			tabs:insert(List())
		end
		local place = tabs[#tabs] or parts
		place:insert(block)
	end
	if #tabs == 0 then
		return nil
	end
	for _, tab in ipairs(tabs) do
		parts:insert(pandoc.Div(tab, pandoc.Attr("", { "tab" })))
	end
	return pandoc.Div(parts, div.attr)
end

-- Return @doc with its callouts and tabs as said above.
function furniture.settle(doc)
	return doc:walk({
		Div = function(div)
			local classes = div.classes
			local kind = kind_of(classes)
			if kind then
				return settle_callout(div, kind)
			end
			return classes:includes("panel-tabset") and settle_tabs(div) or nil
		end,
	})
end

-- Return kind, title (inlines, or nil), id of the title and body (blocks) of a callout, or nil.
function furniture.callout(div)
	if not has_class(div, "callout") or not div.attributes.kind then
		return nil
	end
	local title = #div.content == 2 and div.content[1] or nil
	return {
		kind = div.attributes.kind,
		collapse = div.attributes.collapse,
		title = title and title.content[1].content,
		title_id = title and title.identifier or "",
		body = div.content[#div.content],
	}
end

return furniture
