/* A figure with a slider: every position was drawn when the page was built; moving the slider
   swaps the parts of the drawing that differ. */
for (const explorer of document.querySelectorAll(".explorer")) {
  const slider = explorer.querySelector("input[type=range]");
  const output = explorer.querySelector("output");
  const reading = explorer.querySelector(".reading");
  const frames = JSON.parse(explorer.querySelector("script[type='application/json']").textContent);

  const show = (position) => {
    output.value = frames.values[position];
    slider.setAttribute("aria-valuetext", frames.values[position]);
    reading.textContent = frames.alts[position];
    for (const layout of ["wide", "narrow"]) {
      const drawing = explorer.querySelector(`.${layout} svg`);
      drawing.setAttribute("aria-label", frames.alts[position]);
      for (const [name, content] of Object.entries(frames[layout][position])) {
        drawing.querySelector(`[id="${name}"]`).outerHTML = content;
      }
    }
  };

  slider.addEventListener("input", () => show(slider.valueAsNumber));
  slider.disabled = false;
}
