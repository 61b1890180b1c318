// ---- the page of a class, for instructors ----
// data: {lessons: [{name, title, rows: [{name, sentence, hidden, counts}], said: [text], marks: [{came, score, max, cells,
// ms, said}]}], students: [{key, name, look}], left_out}. A mark for each student; its cells are a letter for each row,
// and its said leads from the index of a row that was lost to what came instead.

const cellWords = {
	p: "passed",
	f: "failed",
	c: "crashed",
	t: "timed out",
	n: "not run",
	g: "not graded",
	z: "does not count",
	"-": "no such row",
};
/** How a cell is drawn: lines across it, at these heights of 12; their breadth is in class.css. */
const cellForms = [
	{ cell: "p", name: "yes", at: [9.5] },
	{ cell: "f", name: "no", at: [6] },
	{ cell: "c", name: "crash", at: [2.5, 9.5] },
	{ cell: "t", name: "late", at: [3] },
	{ cell: "n", name: "open", at: [6] },
];
/** A cell is 4 units wide, of which the dashes of the path leave one free. */
const CELL = 4;
const cameWords = {
	graded: ["was graded", "were graded"],
	"compile-error": ["does not compile", "do not compile"],
	refused: ["was refused", "were refused"],
	missing: ["has no answer", "have no answer"],
	none: ["has no result", "have no result"],
};
/** Rows that are told, those of them that are open at first, what was said in each, those who said it. */
const ROWS = 10;
const OPEN = 3;
const SAID = 5;
const WHO = 6;
/** Submissions that are slow, and seconds below which nobody looks for what takes so long. */
const SLOW = 10;
const QUICK = 1;
/** A class that is seen whole in the list needs no view from afar. */
const FEW = 30;

const students = list(data.students);
const lessons = list(data.lessons);
const cellAt = (mark, row) => text(mark.cells)[row] ?? "-";
const isLostCell = (cell) => "fct".includes(cell);
/** What was handed in and has a result: the figures are over these. */
const hasCounted = (mark) => ["graded", "compile-error", "refused"].includes(mark.came);
const percentOf = (mark) => (mark.max <= 0 ? 0 : Math.min(100, Math.max(0, (100 * mark.score) / mark.max)));
const one = (value) => value.toFixed(1);

const nameOf = (student) => students[student].name;
const studentName = (student) => nameSpan(nameOf(student), `Student ${student + 1}`);
const studentLink = (student) =>
	data.anonymous === true
		? studentName(student)
		: html("a", { href: `feedback/${encodeURIComponent(students[student].key)}.html` }, studentName(student));

/** A text in which a name is found however its letters are composed, with accents or without. */
const folded = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

// ---- figures ----

/** Between two values where it falls between them, as R (type 7) and spreadsheets have it. */
function quantile(sorted, share) {
	const at = share * (sorted.length - 1);
	const below = Math.floor(at);

	return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

function figuresOf(lesson) {
	const percents = lesson.marks
		.filter(hasCounted)
		.map(percentOf)
		.sort((a, b) => a - b);
	const bins = new Array(11).fill(0);

	for (const percent of percents) bins[Math.floor(percent / 10)]++;
	return {
		count: percents.length,
		bins,
		mean: percents.reduce((sum, percent) => sum + percent, 0) / percents.length,
		quartiles: [0.25, 0.5, 0.75].map((share) => quantile(percents, share)),
	};
}

/** Whoever is there is seen. */
const heightOf = (bins, bin, high) =>
	bins[bin] === 0 ? 0 : Math.max(2, Math.floor((bins[bin] * high) / Math.max(...bins)));

function bars(figures) {
	const description = figures.bins.map((count, bin) =>
		bin === 10 ? `All points: ${count}.` : `${bin * 10} to ${bin * 10 + 9} percent: ${count}. `,
	);
	const bar = (count, bin) => {
		const tall = heightOf(figures.bins, bin, 120);
		return [
			svg("rect", { class: bin === 10 && "all", x: bin * 40 + 2, y: 140 - tall, width: 36, height: tall }),
			count > 0 && svg("text", { class: "count", x: bin * 40 + 20, y: 135 - tall }, String(count)),
			svg("text", { x: bin * 40 + 20, y: 156 }, String(bin * 10)),
		];
	};

	return svg(
		"svg",
		{ class: "bars", role: "img", viewBox: "0 0 440 160" },
		svg("title", "Distribution of the points"),
		svg("desc", description),
		figures.bins.map(bar),
		svg("path", { d: "M0 140.5h440" }),
	);
}

function smallBars(figures) {
	const bar = (count, bin) => {
		const tall = heightOf(figures.bins, bin, 30);
		return svg("rect", { class: bin === 10 && "all", x: bin * 10, y: 31 - tall, width: 9, height: tall });
	};

	return drawing(110, 32, { class: "bars small" }, figures.bins.map(bar), svg("path", { d: "M0 31.5h110" }));
}

function figuresPart(lesson, figures) {
	const figure = (name, ...value) => html("div", html("dt", name), html("dd", ...value));
	const unit = (words) => html("small", words);
	const [low, median, high] = figures.quartiles;
	const came = Object.entries(cameWords)
		.map(([key, words]) => [lesson.marks.filter((mark) => mark.came === key).length, words])
		.filter(([count]) => count !== 0)
		.map(([count, words]) => [html("b", String(count)), ` ${words[count === 1 ? 0 : 1]}`]);

	const numbers = figures.count > 0 && [
		figure("mean", one(figures.mean), unit(" %")),
		figure("median", one(median), unit(" %")),
		figure("middle half", low.toFixed(0), unit(" to "), high.toFixed(0), unit(" %")),
		figure("all points", String(figures.bins[10])),
	];
	const caption = html("figcaption", "Students by percent of the points, in tens; all points stand apart");

	return [
		html(
			"div",
			{ class: "figures" },
			html(
				"dl",
				{ class: "numbers" },
				figure("handed in", String(figures.count), unit(` of ${students.length}`)),
				numbers,
			),
			figures.count > 0 && html("figure", bars(figures), caption),
		),
		html("p", { class: "came" }, joined(came, ", ")),
	];
}

// ---- rows most often lost ----

/** For each row: who passed, who lost it, and what came instead, most often first. */
function tallyOf(lesson) {
	return lesson.rows.map((row, place) => {
		const bySaid = new Map();
		let passed = 0;
		let lost = 0;

		lesson.marks.forEach((mark, student) => {
			const cell = cellAt(mark, place);
			passed += cell === "p";
			if (!isLostCell(cell)) return;
			lost++;
			const said = mark.said?.[place];
			if (!bySaid.has(said)) bySaid.set(said, []);
			bySaid.get(said).push(student);
		});
		const said = [...bySaid]
			.map(([index, who]) => ({ text: text(lesson.said[index]), who }))
			.sort((a, b) => b.who.length - a.who.length);
		return { ...row, place, passed, lost, run: passed + lost, said };
	});
}

const share = (row) => (row.lost === 0 ? 0 : row.lost / row.run);
const rowName = (row) => [html("b", row.name), row.hidden && [" ", html("em", "hidden")], " "];

function saidItem(said) {
	return html(
		"li",
		html("b", `${said.who.length}×`),
		" ",
		html("q", said.text === "" ? "no message" : said.text),
		" ",
		html(
			"span",
			joined(said.who.slice(0, WHO).map(studentLink), ", "),
			said.who.length > WHO && ` and ${said.who.length - WHO} more`,
		),
	);
}

function lostRow(row, index) {
	const more = row.said.length - SAID;

	return html(
		"details",
		{ class: "row often", open: index < OPEN },
		html(
			"summary",
			html("span", rowName(row), row.sentence),
			drawing(
				100,
				8,
				{},
				svg("rect", { width: 100, height: 8 }),
				svg("rect", { class: "part", width: one(share(row) * 100), height: 8 }),
			),
			html("u", String(row.lost), html("small", ` of ${row.run}`)),
		),
		html(
			"ul",
			row.said.slice(0, SAID).map(saidItem),
			more > 0 && html("li", html("b"), html("q", `and ${more} other messages`)),
		),
	);
}

function lostPart(tally) {
	const order = tally
		.filter((row) => row.lost !== 0)
		.sort((a, b) => b.lost - a.lost || share(b) - share(a) || a.place - b.place);

	return [
		html("h3", "Rows most often lost ", html("small", "of those for whom the row was run")),
		order.length === 0 ? html("p", "Nobody has lost a row.") : order.slice(0, ROWS).map(lostRow),
	];
}

// ---- students and rows ----

/** Where such letters stand beside each other: from where, and how many. */
const runsOf = (cells, letters) =>
	[...cells.matchAll(new RegExp(`[${letters}]+`, "g"))].map((run) => [run.index, run[0].length]);

/** Neighbours are one line: the dashes part them. */
const cellLines = (cells, letter, at) =>
	runsOf(cells, letter).map(([from, count]) => `M${from * CELL} ${at}h${count * CELL}`);

function cellStrip(cells, columns, about) {
	const lines = cellForms
		.filter((form) => cells.includes(form.cell))
		.map(({ cell, name, at }) =>
			svg("path", { class: name, d: at.flatMap((height) => cellLines(cells, cell, height)).join("") }),
		);

	return drawing(columns * CELL, 12, { class: "cells", ...about }, lines);
}

function studentItem(lesson, student) {
	const mark = lesson.marks[student];
	const points = html("b", String(number(mark.score)), mark.max !== 100 && html("small", `/${number(mark.max)}`));
	const counted = lesson.rows.filter((row) => row.counts).length;
	const passed = [...text(mark.cells)].filter((cell) => cell === "p").length;
	const label = `${passed} of ${counted} rows passed`;

	return html(
		"li",
		{ "data-student": student },
		studentLink(student),
		hasCounted(mark) ? points : html("b", "–"),
		mark.came === "graded"
			? cellStrip(text(mark.cells), lesson.rows.length, { "aria-hidden": null, role: "img", "aria-label": label })
			: html("i", (cameWords[mark.came] ?? cameWords.none)[0].replace(/^(was|has) /, "")),
	);
}

/** Those without a result are last. */
function rank(mark) {
	if (hasCounted(mark)) return percentOf(mark) + (mark.came === "graded" ? 1 : 0);
	return mark.came === "missing" ? -1 : -2;
}

/** Above the strips: how many have lost each row. */
function shares(tally) {
	const paths = tally
		.filter((row) => row.lost !== 0)
		.map((row) => `M${row.place * CELL} 100v-${Math.round(share(row) * 100)}h3V100z`);

	return drawing(tally.length * CELL, 100, { class: "shares" }, svg("path", { d: paths.join("") }));
}

/** All students at a glance, the best on top: a line down each row for those who follow one another. */
function overview(lesson, order) {
	const columns = lesson.rows.map((row, place) =>
		order.map((student) => cellAt(lesson.marks[student], place)).join(""),
	);
	const line = (place, [from, count]) => `M${place * CELL + CELL / 2} ${from}v${count}`;
	const lines = (letters) =>
		columns.flatMap((cells, place) => runsOf(cells, letters).map((run) => line(place, run))).join("");

	return html(
		"div",
		{ class: "whole" },
		html("p", `All ${order.length} at a glance, the best on top: what is lost is filled, what was not run is empty.`),
		drawing(
			columns.length * CELL,
			order.length,
			{ class: "overview" },
			svg("path", { class: "no", d: lines("fct") }),
			svg("path", { class: "open", d: lines("ngz-") }),
		),
	);
}

function cellLegend() {
	return html(
		"ul",
		{ class: "forms" },
		cellForms.map((form) => html("li", cellStrip(form.cell.repeat(3), 3), cellWords[form.cell])),
		html("li", svg("svg", { class: "cells", "aria-hidden": "true" }), "not graded here, or does not count"),
	);
}

function rowNames(tally) {
	const lostWords = (row) => (row.counts ? `lost by ${row.lost} of ${row.run}` : "does not count");

	return html(
		"details",
		{ class: "names" },
		html("summary", `The ${tally.length} rows, from left to right`),
		html(
			"ol",
			{ class: "rows" },
			tally.map((row) => html("li", rowName(row), html("span", row.sentence), " ", html("small", lostWords(row)))),
		),
	);
}

const finders = [];

/** What is typed in one lesson is meant for all. */
function find(words) {
	for (const show of finders) show(words);
}

function finder(items) {
	const input = html("input", { type: "search", autocomplete: "off", input: () => find(input.value) });
	const found = html("output");

	finders.push((words) => {
		const wanted = folded(words.trim());
		input.value = words;
		for (const item of items) item.hidden = !folded(nameOf(Number(item.dataset.student))).includes(wanted);
		found.textContent = wanted === "" ? "" : `${items.filter((item) => !item.hidden).length} of ${items.length}`;
	});
	return [html("label", "Find a student", input), found];
}

/** Buttons that put the items in another order; the first is how they are. */
function sorters(roll, items) {
	const nameIn = (item) => nameOf(item.dataset.student);
	const orders = {
		"Most points first": () => items,
		"Fewest points first": () => [...items].reverse(),
		"By name": () => [...items].sort((a, b) => nameIn(a).localeCompare(nameIn(b))),
	};
	const press = (pressed) => buttons.forEach((one) => one.setAttribute("aria-pressed", one === pressed));
	const buttons = Object.entries(orders).map(([words, sorted]) =>
		button(words, (it) => {
			press(it);
			roll.append(...sorted());
		}),
	);

	press(buttons[0]);
	return html("span", buttons);
}

function mapPart(lesson, tally) {
	const order = [...students.keys()].sort((a, b) => rank(lesson.marks[b]) - rank(lesson.marks[a]) || a - b);
	const items = order.map((student) => studentItem(lesson, student));
	const roll = html("ol", { class: "students", focusin: tellStudent }, items);
	const before = "The bars show how many have lost each row.";
	const say = html("p", { class: "say" }, before);
	const tell = (name, words) => say.replaceChildren(html("b", name), ` ${words}`);
	const shown = (student) => items[order.indexOf(student)].querySelector(".who").textContent;

	/* Whose cell it is: the overview has all of them, the best on top; the bars are nobody's. */
	function studentAt(shape, height) {
		if (shape.matches(".overview"))
			return order[Math.min(order.length - 1, Math.max(0, Math.floor(height * order.length)))];
		return shape.matches(".shares") ? undefined : Number(shape.closest("li").dataset.student);
	}

	function tellCell(event) {
		const shape = event.target.closest(".shares, .overview, .students .cells");
		if (shape === null) return;
		const box = shape.getBoundingClientRect();
		const row = tally[Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * tally.length))];
		if (row === undefined) return;
		const name = row.name + (row.hidden ? " (hidden)" : "");
		const student = studentAt(shape, (event.clientY - box.top) / box.height);
		if (student === undefined) tell(name, `lost by ${row.lost} of ${row.run} · ${row.sentence}`);
		else tell(`${name}: ${cellWords[cellAt(lesson.marks[student], row.place)]}`, `${shown(student)} · ${row.sentence}`);
	}

	function tellStudent(event) {
		const student = Number(event.target.closest("li").dataset.student);
		const lost = tally.filter((row) => isLostCell(cellAt(lesson.marks[student], row.place))).map((row) => row.name);
		tell(shown(student), lost.length === 0 ? "has lost no row" : `has lost ${lost.join(", ")}`);
	}

	return [
		html("h3", "Students and rows"),
		tally.length > 0 && [cellLegend(), rowNames(tally)],
		html("p", { class: "tools" }, finder(items), sorters(roll, items)),
		html(
			"div",
			{
				class: "map",
				role: "region",
				"aria-label": "Students and rows",
				tabindex: 0,
				pointermove: tellCell,
				pointerdown: tellCell,
				pointerleave: () => say.replaceChildren(before),
			},
			html("div", { class: "head" }, say, shares(tally)),
			order.length >= FEW && tally.length > 0 && overview(lesson, order),
			roll,
		),
	];
}

// ---- what takes long ----

function slowPart(lesson) {
	const lateCells = (mark) => [...text(mark.cells)].filter((cell) => cell === "t").length;
	const slow = lesson.marks
		.map((mark, student) => ({ ms: mark.ms, late: lateCells(mark), student, came: mark.came }))
		.filter((mark) => mark.came === "graded" && (mark.ms >= QUICK * 1000 || mark.late !== 0))
		.sort((a, b) => b.ms - a.ms);
	const line = (mark) =>
		html(
			"tr",
			html("th", { scope: "row" }, studentLink(mark.student)),
			html("td", `${(mark.ms / 1000).toFixed(2)} s`),
			html("td", mark.late > 0 && `${plural(mark.late, "row")} timed out`),
		);

	if (slow.length === 0) return null;
	return [
		html("h3", "Slowest submissions ", html("small", "all rows together, without memcheck")),
		html("table", { class: "slow" }, html("tbody", slow.slice(0, SLOW).map(line))),
		slow.length > SLOW &&
			html("p", { class: "with" }, `and ${slow.length - SLOW} more that took ${QUICK} s or have rows that timed out`),
	];
}

// ---- the page ----

/** What a person should look at; who has no grade for what was handed in comes first. */
function lookPart() {
	const isGradedIn = (student) => lessons.some((lesson) => lesson.marks[student].came === "graded");
	const seen = [...students.keys()].filter((index) => list(students[index].look).length !== 0);
	const leftOut = list(data.left_out).map((left) =>
		html("li", html("b", text(left.entry)), " ", html("span", `left out: ${text(left.why)}`)),
	);
	const lines = [...seen.filter((index) => !isGradedIn(index)), ...seen.filter(isGradedIn)].map((index) =>
		students[index].look.map((words) => html("li", studentLink(index), " ", html("span", words))),
	);

	if (leftOut.length + lines.length === 0) return null;
	return section(
		"look",
		"Look at these",
		"What needs a person’s eye, and what was done with it.",
		html("ul", { class: "look" }, leftOut, lines),
	);
}

const titleOf = (lesson) => text(lesson.title) || lesson.name;

function card(lesson) {
	const figures = figuresOf(lesson);
	const mean = figures.count === 0 ? html("small", "no answers") : [one(figures.mean), html("small", " % mean")];

	return [idOf(lesson.name), titleOf(lesson), html("b", mean), smallBars(figures)];
}

function lessonPart(lesson) {
	const tally = tallyOf(lesson);

	return section(
		idOf(lesson.name),
		titleOf(lesson),
		lesson.name,
		figuresPart(lesson, figuresOf(lesson)),
		lostPart(tally),
		mapPart(lesson, tally),
		slowPart(lesson),
	);
}

const [count, words] = plural(students.length, "student").split(" ");

showLessons(
	[html("b", count), ` ${words} in ${plural(lessons.length, "lesson")}`],
	lessons.map(card),
	data.anonymous !== true && html("p", { id: "tools" }, namesSwitch()),
	lookPart(),
	lessons.map(lessonPart),
);
