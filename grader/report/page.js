
"use strict";
// The page works without this: rows open by themselves. This opens the row that the address names, all rows for
// printing, and all that are lost at a press. It is XML too, so it does without two of the operators.
(function () {
	const rows = Array.from(document.querySelectorAll("section > details"));
	const isLost = (row) => !row.classList.contains("passed");
	let closed = [];

	function open(some) {
		some.forEach((row) => { row.open = true; });
	}

	function openNamed() {
		const name = location.hash.slice(1);
		const row = rows.find((one) => one.id === name || one.id.split("-")[1] === name);
		if (!row) return;
		row.open = true;
		row.scrollIntoView();
		row.querySelector("summary").focus({ preventScroll: true });
	}

	function button(words, act) {
		const it = document.createElement("button");
		it.type = "button";
		it.textContent = words;
		it.addEventListener("click", () => act(it));
		tools.append(it, " ");
	}

	const tools = document.getElementById("tools");
	button("Open all that are lost", () => open(rows.filter(isLost)));
	button("Close all", () => rows.forEach((row) => { row.open = false; }));
	button("Hide what has passed", (it) => {
		const hidden = document.body.classList.toggle("only-lost");
		it.setAttribute("aria-pressed", String(hidden));
	});
	tools.hidden = !rows.some(isLost);

	/* Before the load is over, going to the named place takes the focus away again. */
	addEventListener("load", openNamed);
	addEventListener("hashchange", openNamed);
	addEventListener("beforeprint", () => {
		closed = rows.filter((row) => !row.open);
		open(closed);
	});
	addEventListener("afterprint", () => closed.forEach((row) => { row.open = false; }));
})();
