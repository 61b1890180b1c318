// ---- the calls of a row one by one, with the memory that each has left ----

/** Whether there is something to go through. */
const hasSteps = (row) => list(row.states).filter((state) => Array.isArray(state?.lanes)).length > 1;

/** What is known of each arena after this many calls: its latest state, by its name. */
function arenasAfter(states, count) {
	const arenas = new Map();

	for (const state of states.slice(0, count)) {
		if (Array.isArray(state?.lanes)) arenas.set(text(state.arena), state);
	}
	return arenas;
}

/** So many bytes of an arena of this size are of interest after one call or another: its scale stays. */
function mostShown(states, lanes) {
	const capacities = lanes.map((lane) => lane.capacity);
	const alike = states.flatMap((state) => list(state?.lanes)).filter((lane) => capacities.includes(lane.capacity));

	return Math.max(0, ...alike.map((lane) => laneOf(lane, null).shown));
}

function arenaFigure([name, state], states, isOne) {
	const lanes = state.lanes.map((lane) => ({ ...lane, name: isOne ? "" : name }));

	if (lanes.length === 0) return html("p", { class: "place" }, `${name} has no memory`);
	return picture({ lanes }, mostShown(states, lanes));
}

/** After the last call it is the picture of what is wrong, if the row has drawn one. */
function figuresAfter(row, count) {
	const states = list(row.states);

	if (count === states.length && hasPicture(row)) return picture(row.picture, mostShown(states, row.picture.lanes));
	const arenas = [...arenasAfter(states, count)];
	return arenas.map((arena) => arenaFigure(arena, states, arenas.length === 1));
}

/** The calls that were tried, of which one is chosen with a slider, by its arrow keys, or by a click on the call. */
function stepper(row) {
	const states = list(row.states);
	const earlier = /^(\(after .*\)\n)?(.*\n\(\d+ more calls?\)\n)?/.exec(text(row.tried))?.[0] ?? "";
	const figures = html("div", { class: "figures" });
	const place = html("output");
	const calls = states.map((state, index) => html("span", { click: () => show(index + 1) }, text(state?.call), "\n"));
	const slider = html("input", {
		type: "range",
		min: 1,
		max: states.length,
		value: states.length,
		"aria-label": "the call after which the memory is shown",
		input: () => show(slider.valueAsNumber),
	});

	function show(count) {
		slider.value = count;
		slider.setAttribute("aria-valuetext", text(states[count - 1]?.call));
		place.textContent = `after call ${count} of ${states.length}`;
		calls.forEach((call, index) => call.classList.toggle("now", index === count - 1));
		figures.replaceChildren(...[figuresAfter(row, count)].flat());
	}

	show(states.length);
	return [
		part("tried", html("pre", { class: "calls" }, earlier, calls)),
		part("step by step", html("p", { class: "steps" }, slider, place), figures),
	];
}
