// ---- the report of a student: all results on one page ----

const results = list(data.results).filter((result) => result !== null && typeof result === "object");
const isComplete = (result) => number(result.score) !== 0 && result.score === result.max_score;
const sum = (key) => results.reduce((total, result) => total + number(result[key]), 0);
const scoreOf = (result) => html("b", String(number(result.score)), html("small", `/${number(result.max_score)}`));

/** The lesson to go on with, and the row of it to begin with. */
const open = results.find((result) => !isComplete(result));
const first = open === undefined ? undefined : firstLost(open);

function begin() {
	if (results.length === 0)
		return "There is no result: what was handed in could not be graded. Ask your instructor, who can see why.";
	if (open === undefined) return "Every row that counts has passed.";
	const to = first === undefined ? lessonId(open) : rowId(open, first);
	return ["Begin with: ", html("a", { href: `#${to}` }, text(first === undefined ? open.title : first.sentence))];
}

function heading(result, [name, sums]) {
	const points = sums ?? {};
	const missing = number(points.not_graded);
	const lost = missing === 0 ? "" : `, ${missing} points not graded`;

	return [
		html("h3", name, " ", html("small", `${number(points.score)}/${number(points.max_score)}${lost}`)),
		rowsOf(result)
			.filter((row) => row.heading === name)
			.map((row) => rowElement(result, row)),
	];
}

/** What an instructor has decided, and its reason. */
function byHand(result) {
	const decided = list(result.by_hand);

	if (decided.length === 0) return null;
	return html(
		"div",
		{ class: "reason by-hand" },
		html("p", html("strong", "By hand:"), " this is what your instructor has decided."),
		html("ul", ...decided.map((words) => html("li", text(words)))),
	);
}

function reason(result) {
	const title = result.status === "refused" ? "Refused:" : "Not graded:";

	return !isGraded(result) && reasonBox(title, " no row was run, so the score is 0.", result);
}

function warnings(result) {
	const compiler = result.compiler ?? {};

	if (text(compiler.warnings) === "") return null;
	return [
		html("h3", `What ${text(compiler.command)} says `, html("small", "warnings cost no points")),
		html("pre", compiler.warnings),
	];
}

function madeWith(result) {
	const tools = result.tools ?? {};
	const words = [result.compiler?.version, tools.check, tools.valgrind].filter((word) => text(word) !== "");

	return html("p", { class: "with" }, [...words, `seed ${number(result.seed)}`].join(" · "));
}

/** Of a lesson that is complete, among others, the rows are shown on demand. */
function folded(result, rows) {
	if (results.length < 2 || !isComplete(result)) return rows;
	rows.hidden = true;
	const toggle = button(`All ${rowsOf(result).length} rows`, (it) => {
		rows.hidden = !rows.hidden;
		it.setAttribute("aria-expanded", !rows.hidden);
	});
	toggle.setAttribute("aria-expanded", "false");
	return [html("p", { class: "fold" }, toggle), rows];
}

function lesson(result) {
	const handedIn = result.hint_command === null ? `, submission: ${text(result.submission)}` : "";
	const headings = Object.entries(result.headings ?? {});

	return section(
		lessonId(result),
		[text(result.title), " ", scoreOf(result)],
		text(result.lesson) + handedIn,
		strip(result),
		byHand(result),
		reason(result),
		folded(result, html("div", ...headings.map((one) => heading(result, one)))),
		warnings(result),
		list(result.notes).map((words) => note(html("strong", "Note:"), " ", text(words))),
		madeWith(result),
	);
}

const points = [
	html("b", String(sum("score"))),
	` of ${sum("max_score")} points in ${plural(results.length, "lesson")}`,
];

showLessons(
	results.length > 0 && points,
	results.map((result) => [lessonId(result), text(result.title), scoreOf(result), strip(result)]),
	[html("p", { class: "begin" }, begin()), html("p", { id: "tools" })],
	patterns(),
	results.map(lesson),
);

// ---- what can be done there ----

const all = [...document.querySelectorAll("details.row")];
const lost = all.filter((row) => !row.classList.contains("passed"));
const tools = document.getElementById("tools");

if (first !== undefined) document.getElementById(rowId(open, first)).open = true;
tools.hidden = lost.length === 0;
tools.append(
	button("Open all that are lost", () => lost.forEach((row) => (row.open = true))),
	button("Close all", () => all.forEach((row) => (row.open = false))),
	button("Hide what has passed", (it) => it.setAttribute("aria-pressed", document.body.classList.toggle("only-lost"))),
);

/** Opens the row that the address names, by itself or with its lesson. */
function openNamed() {
	const name = location.hash.slice(1);
	const row = all.find((one) => one.id === name || one.id.split("-")[1] === name);

	if (row === undefined) return document.getElementById(name)?.scrollIntoView();
	row.closest("section > div")?.removeAttribute("hidden");
	row.open = true;
	row.scrollIntoView();
	row.querySelector("summary").focus({ preventScroll: true });
}

let closed = [];
/* Before the load is over, going to the named place takes the focus away again. */
addEventListener("load", openNamed);
addEventListener("hashchange", openNamed);
addEventListener("beforeprint", () => {
	document.querySelectorAll("section > div[hidden]").forEach((rows) => (rows.hidden = false));
	closed = all.filter((row) => !row.open);
	closed.forEach((row) => (row.open = true));
});
addEventListener("afterprint", () => closed.forEach((row) => (row.open = false)));
