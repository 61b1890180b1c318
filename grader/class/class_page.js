
"use strict";
// The page works without this: it sorts, finds a student, and says what a cell of the heat map is. It is XML too, so it does
// without two of the operators.
(function () {
	const words = { p: "passed", f: "failed", c: "crashed", t: "timed out", n: "not run", g: "not graded", z: "does not count", "-": "no such row" };
	const inputs = [];

	function element(name, text) {
		const it = document.createElement(name);
		it.textContent = text;
		return it;
	}

	function button(tools, text, act) {
		const it = element("button", text);
		it.type = "button";
		it.addEventListener("click", () => {
			tools.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === it)));
			act();
		});
		tools.append(it);
		return it;
	}

	/* What is typed in one lesson is meant for all. */
	function find(text) {
		const wanted = text.trim().toLocaleLowerCase();
		inputs.forEach((one) => { one.input.value = text; one.show(wanted); });
	}

	function setUp(section) {
		const map = section.querySelector(".map");
		const list = map.querySelector(".students");
		const say = map.querySelector(".say");
		const before = say.textContent;
		const tools = section.querySelector(".tools");
		const rows = Array.from(section.querySelectorAll(".rows li"), (row) => ({
			name: row.querySelector("b").textContent, hidden: row.querySelector("em") !== null,
			sentence: row.querySelector("span").textContent, lost: row.querySelector("small").textContent,
		}));
		const students = Array.from(list.children, (item, place) => ({
			item: item, place: place, name: item.querySelector("a").textContent,
			key: item.querySelector("a").textContent.toLocaleLowerCase(),
			cells: item.querySelector(".cells") === null ? "" : item.querySelector(".cells").dataset.cells,
		}));

		function tell(name, text) {
			say.replaceChildren(element("b", name), " " + text);
		}

		function sort(compare) {
			list.append(...students.slice().sort(compare).map((one) => one.item));
		}

		/* Whose cell it is: the overview has all of them, the best on top; the bars are nobody's. */
		function studentAt(picture, height) {
			if (picture.matches(".overview")) return students[Math.max(0, Math.floor(height * students.length))];
			return students.find((one) => one.item === picture.parentNode);
		}

		function tellCell(event) {
			const picture = event.target.closest(".shares, .overview, .students .cells");
			if (picture === null) return;
			const box = picture.getBoundingClientRect();
			const at = Math.max(0, Math.floor((event.clientX - box.left) / box.width * rows.length));
			const row = rows[at];
			if (row === undefined) return;
			const name = row.name + (row.hidden ? " (hidden)" : "");
			const student = studentAt(picture, (event.clientY - box.top) / box.height);
			if (student === undefined) tell(name, row.lost + " · " + row.sentence);
			else tell(name + ": " + words[student.cells[at] || "n"], student.name + " · " + row.sentence);
		}

		function tellStudent(event) {
			const student = students.find((one) => one.item === event.target.parentNode);
			if (student === undefined || student.cells === "") return;
			const lost = rows.filter((row, at) => "fct".includes(student.cells[at] || "-"));
			tell(student.name, lost.length === 0 ? "has lost no row" : "has lost " + lost.map((row) => row.name).join(", "));
		}

		const label = element("label", "Find a student");
		const input = document.createElement("input");
		input.type = "search";
		input.autocomplete = "off";
		label.append(input);
		const found = element("output", "");
		inputs.push({ input: input, show: (wanted) => {
			students.forEach((one) => { one.item.hidden = !one.key.includes(wanted); });
			const count = students.filter((one) => !one.item.hidden).length;
			found.textContent = wanted === "" ? "" : count + " of " + students.length;
		} });
		input.addEventListener("input", () => find(input.value));
		tools.append(label, found);
		button(tools, "Most points first", () => sort((one, two) => one.place - two.place)).setAttribute("aria-pressed", "true");
		button(tools, "Fewest points first", () => sort((one, two) => two.place - one.place));
		button(tools, "By name", () => sort((one, two) => one.name.localeCompare(two.name)));
		tools.hidden = false;
		map.addEventListener("pointermove", tellCell);
		map.addEventListener("pointerdown", tellCell);
		map.addEventListener("pointerleave", () => { say.textContent = before; });
		list.addEventListener("focusin", tellStudent);
	}

	document.querySelectorAll("main > section").forEach(setUp);
})();
