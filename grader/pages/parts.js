"use strict";
// What the viewers of all pages share. A page is its data and a viewer: whatever a submission said comes from the data,
// and goes into the page as text.

const data = JSON.parse(document.getElementById("data").textContent);

// ---- elements ----

const isShown = (child) => child !== null && child !== undefined && child !== false;

function fill(element, parts) {
	const attributes = parts[0]?.constructor === Object ? parts.shift() : {};

	for (const [name, value] of Object.entries(attributes).filter(([, value]) => isShown(value))) {
		if (typeof value === "function") element.addEventListener(name, value);
		else element.setAttribute(name, value === true ? "" : value);
	}
	element.append(...parts.flat(Infinity).filter(isShown));
	return element;
}

/** An element of HTML with these children; an object before them has its attributes (functions are listeners). What is
 * null, undefined or false is left out. */
const html = (tag, ...parts) => fill(document.createElement(tag), parts);

/** The same of SVG. */
const svg = (tag, ...parts) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), parts);

/** A drawing that takes the room that it gets, and says nothing that is not said beside it. */
const drawing = (width, height, attributes, ...parts) =>
	svg(
		"svg",
		{ "aria-hidden": "true", ...attributes, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" },
		parts,
	);

const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
const number = (value) => (Number.isFinite(value) ? value : 0);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The parts with this between them. */
const joined = (parts, words) => parts.map((part, index) => [index > 0 && words, part]);

/** What an address may name: letters and digits, and _ for all else. */
const idOf = (name) => text(name).replace(/[^A-Za-z0-9]/g, "_");

const button = (words, act) => html("button", { type: "button", click: (event) => act(event.currentTarget) }, words);

const note = (...words) => html("p", { class: "note" }, words);

/** What stood in the way of running anything. */
const reasonBox = (title, words, result) =>
	html("div", { class: "reason" }, html("p", html("strong", title), words), html("pre", text(result.reason)));

/** A part of the page with a heading; place: where it belongs. */
const section = (id, title, place, ...parts) =>
	html("section", { "aria-labelledby": id }, html("h2", { id }, title), html("p", { class: "place" }, place), parts);

/** A page of lessons: its head has a card for each, [id, title, points, picture], where there are some. */
function showLessons(sum, cards, tools, ...parts) {
	const card = ([id, title, ...rest]) => html("li", html("a", { href: `#${id}` }, html("span", title), " ", rest));

	document.body.replaceChildren(
		html("a", { class: "skip", href: "#lessons" }, "Skip to the lessons"),
		html(
			"header",
			html("h1", document.title),
			sum && html("p", { class: "sum" }, sum),
			cards.length > 1 && html("nav", { "aria-label": "Lessons" }, html("ul", cards.map(card))),
			tools,
		),
		html("main", { id: "lessons", tabindex: -1 }, parts),
	);
}

const isPassed = (row) => row.status === "passed";
const isGraded = (result) => result.status === "graded";

// ---- names, which a shared screen need not show ----

let namesAreShown = true;

/** A student's name, for which the alias stands where names are hidden. */
const nameSpan = (name, alias) =>
	html("span", { class: "who", "data-name": name, "data-alias": alias }, namesAreShown ? name : alias);

const namesSwitch = () =>
	button("Hide the names", (it) => {
		namesAreShown = !namesAreShown;
		it.setAttribute("aria-pressed", !namesAreShown);
		for (const span of document.querySelectorAll(".who"))
			span.textContent = namesAreShown ? span.dataset.name : span.dataset.alias;
	});
