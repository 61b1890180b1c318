// ---- which submissions of a class are most alike ----
// data: {run: the least tokens of a run, lessons: [{name, title, students, compared, found, kept, lost, more_groups,
// more_left_out, sources: {number: {name, tokens, same, text, given}}, groups: [{source, names}], pairs: [{a, b, tokens,
// per_cent, runs: [[from, to, from, to]]}], left_out: [{name, why}]}]}. A text is left out where the page would become too
// large; given: the numbers of the lines that everyone was given.

const explanation =
	"The percentage is the share of both sources, taken together, that stands in matching runs: twice the tokens matched, of the " +
	"tokens of both. 100 means that all of one is in the other, in whatever order. A run is at least " +
	`${data.run} tokens (names, numbers, operators, brackets) in a row that both have. All names count as the same name, and all ` +
	"numbers as the same number; comments and layout do not count, nor do lines of the skeleton and the contract, which are " +
	"faint here. sim_c finds the runs.";

/** For each line of a source the run that it is marked for; a line that two share is marked for the first. */
function marksOf(runs, side) {
	const marks = new Map();

	runs.forEach((run, index) => {
		const [from, to] = run.slice(side * 2, side * 2 + 2);
		for (let line = Math.max(1, from); line <= to; line++) if (!marks.has(line)) marks.set(line, index + 1);
	});
	return marks;
}

function codeLine(source, line, number) {
	const words = list(source.given).includes(number) ? html("s", line) : line;

	return [html("i", String(number)), words, "\n"];
}

/** The lines of a source; those of a run are marked, with its number, which leads to the other side. */
function code(source, marks = new Map(), otherMarks = marks, id = "", side = 0) {
	const others = new Set(otherMarks.values());
	const lines = text(source.text).replace(/\n$/, "").split("\n");
	const body = html("code");
	const name = (of, run) => `${id}${"ab"[of]}${run}`;
	let place = body;
	let before;

	lines.forEach((line, index) => {
		const run = marks.get(index + 1);
		if (run !== before) {
			place = body;
			if (run !== undefined) {
				const href = others.has(run) && `#${name(1 - side, run)}`;
				place = html("mark", { class: run % 2 === 0 && "even" }, html("a", { id: name(side, run), href }, String(run)));
				body.append(place);
			}
		}
		before = run;
		place.append(...codeLine(source, line, index + 1));
	});
	return html("pre", { class: "code", tabindex: 0 }, body);
}

function sideOf(source, pair, marks, otherMarks, id, side) {
	const shared = Math.min(pair.tokens, source.tokens);
	const percent = Math.floor((100 * shared) / source.tokens);

	return html(
		"div",
		html("p", html("b", nameOf(source.name)), ` ${shared} of ${source.tokens} tokens matched (${percent} %)`),
		code(source, marks, otherMarks, id, side),
	);
}

const noRoom = () => html("p", "The sources are left out here: the page would become too large.");
const hasText = (source) => typeof source.text === "string";
const aliases = new Map();

/** A name, for which a number stands where names are hidden. */
function nameOf(name) {
	if (!aliases.has(name)) aliases.set(name, `Student ${aliases.size + 1}`);
	return nameSpan(name, aliases.get(name));
}

/** A student, and how many handed in the same. */
const who = (source) => [nameOf(source.name), source.same > 1 && ` and ${source.same - 1} with the same files`];

/** A line that shows what is behind it when it is opened: a class has many sources. */
function onDemand(head, body) {
	const details = html("details", { class: "row" }, html("summary", head));

	details.addEventListener("toggle", () => details.append(body()), { once: true });
	return details;
}

function pairRow(lesson, pair, index) {
	const sources = [lesson.sources[pair.a], lesson.sources[pair.b]];
	const runs = [...list(pair.runs)].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
	const marks = [marksOf(runs, 0), marksOf(runs, 1)];
	const id = `${idOf(lesson.name)}-${index + 1}`;
	const body = () =>
		sources.every(hasText)
			? html(
					"div",
					{ class: "pair" },
					sources.map((source, side) => sideOf(source, pair, marks[side], marks[1 - side], id, side)),
				)
			: noRoom();

	return onDemand(
		[
			html("b", String(index + 1)),
			html("span", joined(sources.map(who), " · ")),
			html("i", `${pair.tokens} tokens matched`),
			html("u", `${pair.per_cent} %`),
		],
		body,
	);
}

function groupRow(lesson, group) {
	const source = lesson.sources[group.source];
	const more = source.same - group.names.length;

	return onDemand(
		[
			html("b"),
			html("span", joined(group.names.map(nameOf), " · "), more > 0 && ` and ${more} more, in similar.csv`),
			html("i", `${source.tokens} tokens`),
			html("u", String(source.same)),
		],
		() => (hasText(source) ? code(source) : noRoom()),
	);
}

function groupsPart(lesson) {
	if (lesson.groups.length === 0) return null;
	return [
		html("h3", "The same files ", html("small", "and how many handed them in")),
		lesson.groups.map((group) => groupRow(lesson, group)),
		lesson.more_groups > 0 && note(`${plural(lesson.more_groups, "more group")} in similar.csv.`),
	];
}

function pairsPart(lesson) {
	const shown = lesson.pairs.length;

	return [
		html("h3", "Pairs ", html("small", `${lesson.compared} compared, ${lesson.found} with a run in common`)),
		lesson.pairs.map((pair, index) => pairRow(lesson, pair, index)),
		lesson.found === 0 && html("p", "No two have a run in common."),
		lesson.found > shown && note(`The ${shown} highest are here, and the ${lesson.kept} highest in similar.csv.`),
		lesson.lost > 0 && note(`${plural(lesson.lost, "pair")} could not be compared: sim_c came to no end.`),
	];
}

function leftOutPart(lesson) {
	if (lesson.left_out.length === 0) return null;
	return [
		html("h3", "Not compared"),
		html(
			"ul",
			lesson.left_out.map((left) => html("li", nameOf(left.name), `: ${left.why}`)),
			lesson.more_left_out > 0 && html("li", `and ${lesson.more_left_out} more`),
		),
	];
}

function lessonPart(lesson) {
	return section(
		idOf(lesson.name),
		text(lesson.title),
		`${lesson.name}, ${plural(lesson.students, "student")}`,
		groupsPart(lesson),
		pairsPart(lesson),
		leftOutPart(lesson),
	);
}

const lessons = list(data.lessons);

showLessons(
	null,
	lessons.map((lesson) => [idOf(lesson.name), text(lesson.title), html("small", plural(lesson.found, "pair"))]),
	[
		html(
			"p",
			html("strong", "This page ranks pairs. It accuses no one."),
			" The same idea is often found by two people, and where a lesson leaves few ways, answers look alike. Look at the sources yourself, and listen to both, before you think anything of it.",
		),
		html("p", explanation),
		html("p", { id: "tools" }, namesSwitch()),
	],
	lessons.map(lessonPart),
);
