// ---- a row of a result ----

/** A command to be typed, with a button that copies it where the browser lets it. */
function command(words) {
	const copy = (it) =>
		navigator.clipboard.writeText(words).then(
			() => (it.textContent = "copied"),
			() => getSelection().selectAllChildren(it.previousSibling),
		);

	return html("p", { class: "command" }, html("code", words), navigator.clipboard && button("copy", copy));
}

const counts = (row) => row.max_points !== 0;
/** It counts, was graded and did not pass. */
const isLost = (row) => counts(row) && !isPassed(row) && row.status !== "not-graded";
/** Neither passed nor failed. */
const isOpen = (row) => row.status === "not-run" || row.status === "not-graded" || !counts(row);
/** No more is told of it than its heading and its points. */
const isMasked = (row) => row.hidden === true && typeof row.promise !== "object";
const rowsOf = (result) => list(result.rows).filter((row) => row !== null && typeof row === "object");

/** The row to begin with; undefined where no row is lost, or none was run. */
const firstLost = (result) =>
	isGraded(result) ? rowsOf(result).find((row) => row.name === result.begin_with && isLost(row)) : undefined;

/** "09a" of "09a_arena_scope_local_mmap", as an address may name it. */
const lessonId = (result) => idOf(text(result.lesson).split("_")[0]);
const rowId = (result, row) => `${lessonId(result)}-${idOf(row.name)}`;

/** Whether it calls a function that the submission still has as the skeleton has it. */
const waitsForWriting = (row) => number(row.gap) !== 0;

/** What is to be written before the row can pass, or null. */
function gapPart(result, row) {
	const gap = list(result.gaps).find((one) => one.todo === row.gap);

	return gap && part("write first", html("p", `TODO ${gap.todo}: ${text(gap.function)}, in ${text(gap.file)}`));
}

/** The earlier row that says the same, or undefined. */
function toldBy(result, row) {
	const rows = rowsOf(result);

	if (text(row.got) === "" || row.status === "not-run") return undefined;
	return rows
		.slice(0, rows.indexOf(row))
		.find((one) => counts(one) && !isPassed(one) && !waitsForWriting(one) && one.got === row.got);
}

/** Whether its calls are shown one by one, and the picture with them. */
const isStepped = (result, row) => hasSteps(row) && toldBy(result, row) === undefined;

const statusWords = {
	passed: "passed",
	failed: "failed",
	crashed: "crashed",
	"timed-out": "timed out",
	"not-run": "not run",
	"not-graded": "not graded",
};

const part = (name, ...children) => [html("dt", name), html("dd", ...children)];
const textPart = (name, tag, value) => (text(value) === "" ? null : part(name, html(tag, value)));

function outcomeParts(result, row) {
	const earlier = toldBy(result, row);

	if (earlier === undefined)
		return [
			isStepped(result, row) ? stepper(row) : textPart("tried", "pre", row.tried),
			textPart("expected", "p", row.expected),
			textPart("got", "strong", row.got),
		];
	const link = html("a", { href: `#${rowId(result, earlier)}` }, text(earlier.name));
	return [textPart("expected", "p", row.expected), part("got", html("p", "the same as ", link, ": fix that first"))];
}

function codePart(row) {
	const excerpt = row.excerpt ?? {};
	const lines = list(excerpt.lines).map((line, index) => {
		const at = number(excerpt.first) + index;
		const words = `${String(at).padStart(4)}   ${text(line).replace(/^( {8})+/, (blanks) => "\t".repeat(blanks.length / 8))}`;

		return at === row.line ? [html("mark", `►${words}`), "\n"] : ` ${words}\n`;
	});

	if (lines.length === 0) return null;
	return part(
		"your code",
		html("p", { class: "place" }, `${text(row.file)}, line ${number(row.line)}:`),
		html("pre", { class: "code" }, lines),
	);
}

function promisePart(row) {
	const promise = row.promise ?? {};
	const place = html("span", { class: "place" }, `${text(promise.file)}, line ${number(promise.line)}`);

	return part("promise", html("p", text(promise.text), " ", place));
}

/** Each hint stands in the one before it, so that nobody reads the last by accident. */
function hintsPart(row) {
	const hints = list(row.hints);
	const nested = hints.reduceRight(
		(inner, hint, index) =>
			html("details", html("summary", `hint ${index + 1} of ${hints.length}`), html("p", text(hint)), inner),
		null,
	);

	return nested && part("hints", nested);
}

function rowBody(result, row) {
	const runIt = text(row.command);

	if (row.left_out === true)
		return part("more", html("p", "This page is full. The terminal shows this row:"), runIt !== "" && command(runIt));
	if (isMasked(row))
		return [part("hidden", html("p", "What this row tries is not told.")), textPart("got", "p", row.got)];
	if (isPassed(row)) return promisePart(row);
	return [
		waitsForWriting(row) && gapPart(result, row),
		outcomeParts(result, row),
		codePart(row),
		hasPicture(row) && !isStepped(result, row) && part("picture", picture(row.picture)),
		promisePart(row),
		hintsPart(row),
		runIt !== "" && part("run it alone", command(runIt)),
	];
}

/** A row of a result: its line, and what is behind it. */
function rowElement(result, row) {
	const [kind, mark] = isPassed(row) ? ["passed", "✓"] : isOpen(row) ? ["asked", "–"] : ["lost", "✗"];
	const points = row.status === "not-graded" ? "–" : number(row.points);

	return html(
		"details",
		{ class: `row ${kind}`, id: rowId(result, row) },
		html(
			"summary",
			html("b", { "aria-hidden": "true" }, mark),
			html("i", statusWords[row.status] ?? "unknown"),
			html("span", text(row.sentence)),
			html("u", counts(row) ? `${points}/${number(row.max_points)}` : "does not count"),
		),
		html("dl", rowBody(result, row)),
	);
}

/** One cell a row: passed, lost, or open. */
function strip(result) {
	const rows = rowsOf(result);
	const cells = (wanted, shape) => rows.map((row, at) => (wanted(row) ? `M${at * 4} ${shape}` : "")).join("");

	return drawing(
		rows.length * 4,
		8,
		{ class: "strip" },
		svg("path", { class: "yes", d: cells(isPassed, "0h3v8h-3z") }),
		svg("path", { class: "no", d: cells(isLost, "0h3v8h-3z") }),
		svg("path", { class: "open", d: cells((row) => counts(row) && row.status === "not-graded", "6h3v2h-3z") }),
	);
}
