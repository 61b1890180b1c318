// ---- a submission beside another ----
// data: {lesson, title, sides: [{name, folder, result}], parts: see desk/compare/parts.py}.

const sides = list(data.sides);
const parts = list(data.parts);

/** More lines than these that both have open on a click. */
const FOLDED = 8;

function head() {
	return html(
		"header",
		html("h1", `${text(data.title)}: a comparison`),
		html("p", { class: "place" }, text(data.lesson)),
		html(
			"dl",
			{ class: "sides" },
			sides.map((side) => [
				html("dt", text(side.name)),
				html("dd", html("code", nameSpan(text(side.folder), "its folder"))),
			]),
		),
		html("p", { id: "tools" }, namesSwitch()),
	);
}

function reason({ name, result }) {
	const title = `${text(name)}: ${result.status === "refused" ? "refused" : "not graded"}`;

	return !isGraded(result) && reasonBox(title, null, result);
}

/** A line of figures, or a row that differs, with what each side got. */
function tableLine({ label, values, change, told, passed }) {
	const [sentence, ...got] = list(told);

	return html(
		"tr",
		html(
			"th",
			{ scope: "row" },
			sentence ? [sentence[1], " ", html("code", label)] : label,
			got.map(([name, words]) => html("p", html("i", `${name}:`), " ", words)),
		),
		values.map((value, side) => html("td", { class: passed && (passed[side] ? "good" : "bad") }, value)),
		!told && html("td", change),
	);
}

function table(lines) {
	const areRows = Boolean(lines[0].told);
	const heads = [...sides.map((side) => text(side.name)), ...(areRows ? [] : ["change"])];

	return html(
		"table",
		{ class: areRows && "rows" },
		html("thead", html("tr", html("td"), ...heads.map((words) => html("th", { scope: "col" }, words)))),
		html("tbody", lines.map(tableLine)),
	);
}

/** What one of the two has is marked by an element, so that it is told without colours too. */
const pieceTags = { own: "ins", other: "del" };
const piece = ([kind, words]) => (kind in pieceTags ? html(pieceTags[kind], words) : words);
const markNames = { " ": "both", "~": "words", "+": "own", "-": "other" };

function textRun({ near, lines }) {
	const shown = html(
		"pre",
		lines.map(([mark, pieces]) =>
			html("span", { class: markNames[mark] }, html("b", mark), " ", pieces.map(piece), "\n"),
		),
	);

	if (near || lines.length < FOLDED) return shown;
	return html("details", html("summary", `${plural(lines.length, "line")} alike`), shown);
}

function differences({ runs, cut }) {
	const [own, other] = sides.map((side) => `${text(side.name)} only`);

	return [
		html("p", { class: "key" }, html("del", other), " ", html("ins", own)),
		html("div", { class: "text", tabindex: 0 }, html("div", runs.map(textRun), cut && html("p", "(and more)"))),
	];
}

function part({ title, about, words, lines, notes, text: differing }) {
	return html(
		"section",
		html("h2", title, about && [" ", html("small", about)]),
		words && html(words.includes("\n") ? "pre" : "p", words),
		list(lines).length > 0 && table(lines),
		differing && differences(differing),
		list(notes).map((words) => note(words)),
	);
}

const isNarrow = ({ lines }) => list(lines).some((line) => !line.told);
const [points, rows, ...others] = parts;

document.body.replaceChildren(
	head(),
	html(
		"main",
		sides.map(reason),
		[points, rows].map(part),
		html("div", { class: "figures" }, others.filter(isNarrow).map(part)),
		others.filter((one) => !isNarrow(one)).map(part),
	),
);
