// ---- a picture of memory: the examiner's lanes, each a bar with its blocks, its offset and the byte in question ----

/** The bar of a lane, in pixels; its width is that of the page. */
const BAR = 28;
const LINE = 18;
/** So many hundredths of the width are a letter's on a telephone, and on a wide screen. */
const LETTER = 2.6;
const THIN_LETTER = 1.2;

/** What a block is, by its mark; word: behind its letter, in the description. */
const kinds = {
	"!": { name: "leak", word: ", leaked", meaning: "!: a leaked block" },
	"=": { name: "both", word: ", a page that both processes share", meaning: "=: a page that both share" },
	"#": { name: "own", word: ", a page of its own", meaning: "#: a page of its own, a copy" },
	"*": { name: "diff", word: ", changed", meaning: "*: changed bytes" },
	small: { name: "gone", word: ", released", meaning: "a small letter: a released block" },
	capital: { name: "live", word: "", meaning: "a capital letter: a live block" },
};

const kindOf = (mark) => kinds[mark] ?? (/[a-z]/.test(mark) ? kinds.small : kinds.capital);

/** A lane as it was drawn, its numbers made sure of; shown: as many bytes of it as can be of interest. */
function laneOf(raw, byte) {
	const capacity = number(raw?.capacity);
	const offset = number(raw?.offset);
	const blocks = list(raw?.blocks).map((block) => ({
		start: number(block?.start),
		end: number(block?.start) + number(block?.size),
		mark: text(block?.mark).charAt(0) || "?",
	}));
	const end = Math.max(offset, ...blocks.map((block) => block.end), byte === null ? 0 : byte + 1);

	return { name: text(raw?.name), capacity, offset, blocks, shown: Math.min(capacity, end + 1 + Math.floor(end / 8)) };
}

function describe(lane, byte) {
	let end = 0;
	const words = lane.blocks.map((block) => {
		const gap = block.start > end ? `padding: ${end} to ${block.start - 1}. ` : "";
		end = block.end;
		return `${gap}${block.mark}${kindOf(block.mark).word}: ${block.start} to ${Math.max(block.start, block.end - 1)}. `;
	});

	return `${words.join("")}The offset is ${lane.offset} of ${lane.capacity}.${byte === null ? "" : ` This is about byte ${byte}.`}`;
}

/** A sign at a place of the bar; its words stand on the side that has more room. */
function sign(x, y, path, words, down) {
	const side = x < 50 ? { x: 8, y: down } : { x: -8, y: down, class: "end" };

	return svg("svg", { x: `${x.toFixed(2)}%`, y, class: "sign" }, svg("path", { d: path }), svg("text", side, words));
}

function drawLane(lane, byte) {
	const hasByte = byte !== null && byte < lane.shown;
	const top = hasByte ? LINE : 1;
	const percent = (bytes) => (lane.shown === 0 ? 0 : (bytes * 100) / lane.shown);
	const bar = (name, from, to) =>
		svg("rect", {
			class: name,
			x: `${percent(from).toFixed(2)}%`,
			y: top,
			width: `${percent(to - from).toFixed(2)}%`,
			height: BAR,
		});
	const seen = lane.blocks
		.map((block) => ({ ...block, end: Math.min(block.end, lane.shown) }))
		.filter((block) => block.start < block.end);
	const letter = (block) => {
		const width = percent(block.end - block.start);
		const x = `${(percent(block.start) + width / 2).toFixed(2)}%`;
		return (
			width >= THIN_LETTER && svg("text", { class: width < LETTER ? "in thin" : "in", x, y: top + 19 }, block.mark)
		);
	};
	const beyond = `offset ${lane.offset} lies beyond the capacity, ${lane.capacity} ►`;
	const tear = "M4-2H-6l5 6.4-5 6.4 5 6.4-5 6.4 5 6.4H4z";
	const isCut = lane.shown < lane.capacity;

	return [
		html(
			"p",
			html("b", lane.name),
			" ",
			html("span", isCut ? `the first ${lane.shown} of ${lane.capacity} bytes` : plural(lane.capacity, "byte")),
		),
		svg(
			"svg",
			{ class: "lane", role: "img", height: top + BAR + LINE },
			svg("title", `${lane.name === "" ? "" : `${lane.name}: `}${lane.capacity} bytes of memory`),
			svg("desc", describe(lane, byte)),
			bar("free", 0, lane.shown),
			bar("pad", 0, Math.min(lane.offset, lane.shown)),
			seen.map((block) => bar(kindOf(block.mark).name, block.start, block.end)),
			seen.map(letter),
			/* The bar goes on: its end is torn off. */
			isCut && svg("svg", { x: "100%", y: top, class: "torn" }, svg("path", { d: tear })),
			lane.offset <= lane.shown
				? sign(percent(lane.offset), top + BAR, "M0 1l-5 8h10z", `offset ${lane.offset}`, 13)
				: svg("text", { x: "100%", y: top + BAR + 13, class: "end beyond" }, beyond),
			hasByte && sign(percent(byte + 0.5), top, "M0 28V0l-5-8h10L0 0", `byte ${byte}`, -3),
		),
	];
}

function legend(lanes) {
	const used = new Set(
		lanes.flatMap((lane) => lane.blocks.filter((block) => block.end > block.start).map((block) => kindOf(block.mark))),
	);
	const covered = (lane) =>
		lane.blocks.reduce((sum, block) => sum + Math.max(0, Math.min(block.end, lane.offset) - block.start), 0);
	const about = { class: "swatch", "aria-hidden": "true" };
	const swatch = (name, meaning) =>
		html("li", svg("svg", about, svg("rect", { class: name, width: "100%", height: "100%" })), meaning);

	return html(
		"ul",
		{ class: "legend" },
		Object.values(kinds)
			.filter((kind) => used.has(kind))
			.map((kind) => swatch(kind.name, kind.meaning)),
		lanes.some((lane) => covered(lane) < Math.min(lane.offset, lane.capacity)) &&
			swatch("pad", "below the offset, in no block: padding"),
		lanes.some((lane) => lane.offset < lane.shown) && swatch("free", "free"),
	);
}

/** Whether there is anything to be seen. */
const hasPicture = (row) =>
	list(row.picture?.lanes).some((lane) => list(lane?.blocks).length !== 0 || number(lane?.offset) !== 0) ||
	(Boolean(row.picture) && Number.isInteger(row.picture.byte));

/** A picture of a row: lanes are compared, so all show as much as the one that needs most, and at least so many bytes. */
function picture(sketch, least = 0) {
	const byte = Number.isInteger(sketch.byte) ? sketch.byte : null;
	const lanes = list(sketch.lanes).map((lane) => laneOf(lane, byte));
	const shown = Math.max(least, ...lanes.map((lane) => lane.shown));

	for (const lane of lanes) lane.shown = Math.min(shown, lane.capacity);
	return html(
		"figure",
		lanes.map((lane) => drawLane(lane, byte)),
		legend(lanes),
	);
}

/** The patterns that the pictures are filled with, once a page. */
function patterns() {
	const pattern = (id, size, ...children) =>
		svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...children);
	const ground = (size) => svg("rect", { width: size, height: size });

	return svg(
		"svg",
		{ class: "patterns", "aria-hidden": "true", width: 0, height: 0 },
		svg(
			"defs",
			pattern("pad", 6, svg("path", { d: "M-1 7L7-1M-1 1L1-1M5 7L7 5" })),
			pattern("leak", 7, ground(7), svg("path", { d: "M0 0l7 7M7 0L0 7" })),
			pattern("own", 5, ground(5), svg("path", { d: "M2.5 0v5" })),
			pattern("diff", 6, ground(6), svg("circle", { cx: 3, cy: 3, r: 1.3 })),
		),
	);
}
