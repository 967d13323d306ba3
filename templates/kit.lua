-- kit.lua - what every output format of the filter needs: our words, and evidence as rows.
--
-- A row is { key =, value = }, plain text; popups, endnotes and footnotes are all made from them, so
-- a field of evidence is added here once.
-- Knows of the side file's claims and values (see lectern.lua); nothing of HTML or LaTeX.

local List = pandoc.List
local kit = { side = {} } -- side: the side file; volume: true in the PDF of the course

-- All words of ours that readers see.
kit.text = {
	evidence = "Evidence",
	values = "Measured values",
	references = "References",
	all_claims = "All claims",
	licence = "Licence",
	claim = "Claim",
	value = "Value",
	formula = "Formula",
	measured = "Measured",
	left = "Left side",
	right = "Right side",
	rounds = "Rounds",
	dropped = "dropped",
	reason = "Reason",
	note = "Note",
	expected = "expected",
	as_expected = "as expected",
	shown = "Shown in",
	back = "Back to the text",
	footnotes = "Footnotes",
	done = "done",
	open = "not done",
	figure = "Figure",
	tbl = "Table",
	output = "Output",
	code = "Code of the experiment",
	listing = "Code",
	failed = "This experiment failed",
	untestable = "This experiment is not testable here",
	pending = "This experiment is being measured",
	conditions = "Conditions",
	warnings = "Warnings",
	experiment = "The exact experiment",
	anchor = "Link to this section",
	page = "p.",
	statement = { "Id", "Statement", "Claims" }, -- columns of the list of statements
	fold = { one = "1 line", many = "%d lines" },
	callout = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" },
	label = {
		supported = "Supported",
		refuted = "Refuted",
		inconclusive = "Inconclusive",
		untestable = "Not testable here",
		pending = "Not measured yet",
	},
}

local text = kit.text

function kit.escape(s)
	return (tostring(s):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- Split plain text into inlines that may break at spaces.
function kit.words_of(s)
	local out = List()
	for gap, word in tostring(s):gmatch("( *)([^ ]+)") do
		if gap ~= "" and #out > 0 then
			out:insert(pandoc.Space())
		end
		out:insert(pandoc.Str(word))
	end
	return out
end

-- Matches a number with its interval: "20 µs (18.9 to 21.0 µs)".
kit.quantity = "^(.-) (%b())$"

function kit.has_class(element, class)
	return element.classes:includes(class)
end

-- Why a box has no result, as a heading: the experiment failed, cannot be measured here, or was not yet.
function kit.why_empty(div)
	for _, why in ipairs({ "failed", "untestable", "pending" }) do
		if kit.has_class(div, why) then
			return text[why]
		end
	end
end

function kit.read_file(path)
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
	add_row(rows, "left", ev.lhs)
	add_row(rows, "right", ev.rhs)
	add_row(rows, "rounds", rounds_text(ev))
	add_row(rows, "reason", ev.reason)
	for _, warning in ipairs(ev.warnings or {}) do
		add_row(rows, "note", warning)
	end
end

local function claim_rows(ev)
	local rows = List()
	if not ev.parts then -- parts tell their own
		add_row(rows, "claim", ev.words or ev.formula)
		common_rows(rows, ev)
	end
	for _, part in ipairs(ev.parts or {}) do
		rows:insert({ key = part.mark .. " " .. (text.label[part.label] or part.label), value = part.words or part.formula })
		common_rows(rows, part)
	end
	return rows
end

local function value_rows(ev)
	local rows = List()
	add_row(rows, "value", ev.words or ev.formula)
	common_rows(rows, ev)
	return rows
end

function kit.rows_of(note)
	return note.kind == "claim" and claim_rows(note.ev) or value_rows(note.ev)
end

-- The words that open a claim's evidence: "Supported", or "Refuted, expected: supported".
function kit.verdict_text(ev)
	local label = text.label[ev.label] or ev.label
	if not ev.expected then
		return label
	end
	return label .. ", " .. (ev.unexpected and text.expected .. ": " .. ev.expected or text.as_expected)
end

-- The verdict in a word beside the mark; the usual one is shown by its mark alone.
function kit.verdict_word(ev)
	if ev.label == "supported" and not ev.unexpected then
		return nil
	end
	return (text.label[ev.label] or ev.label):lower()
end

return kit
