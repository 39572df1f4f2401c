/* Drawings of figures lie in files beside the page (conundrum/site/drawings.py). The one for this
   width is put in when its figure comes near, and all are before the page is printed. */
{
  const NEAR = "800px 0px"; // above and below the window
  const phone = matchMedia("(max-width: 600px)");
  const layout = () => (phone.matches ? "narrow" : "wide");
  const figures = [...document.querySelectorAll(".computed-figure[data-folder]")];
  const sliders = new Map(); // by the figure they move
  const loading = new Map();
  let printing = false;

  /* Drawings of all figures, `wide` or `narrow`, or those of a slider, as `wide-3`. */
  const load = (figure, name) => {
    if (!loading.has(name)) {
      const script = document.createElement("script");
      script.src = `${figure.dataset.folder}/${name}.js`;
      const loaded = new Promise((done, fail) => {
        script.addEventListener("load", () => done(drawings[name]));
        script.addEventListener("error", fail);
      });
      loading.set(name, loaded);
      document.head.append(script);
    }
    return loading.get(name);
  };

  const draw = (figure, drawing) => {
    figure.innerHTML = `<div class="${layout()}">${drawing}</div>`;
    figure.dataset.shown = layout();
    for (const name of ["role", "aria-label"]) figure.removeAttribute(name); // the drawing has them
  };

  const show = async (figure) => {
    const name = layout();
    try {
      const all = await load(figure, name);
      if (figure.dataset.shown == name || name != layout()) return;
      draw(figure, all[figure.dataset.drawing]);
    } catch {
      figure.innerHTML = figure.querySelector("noscript")?.textContent ?? "";
      return;
    }
    if (sliders.get(figure)?.moved) await move(figure);
  };

  /* Show a figure as its slider is set: replace what moves, and say what there is to see. */
  const move = async (figure) => {
    const { input, explorer } = sliders.get(figure);
    const name = layout();
    const frames = await load(figure, `${name}-${figure.dataset.drawing}`);
    if (figure.dataset.shown != name) return show(figure);
    const alt = frames.alts[input.valueAsNumber];
    const value = frames.values[input.valueAsNumber];
    const drawing = figure.querySelector("svg");
    drawing.setAttribute("aria-label", alt);
    for (const [id, part] of Object.entries(frames.parts[input.valueAsNumber])) {
      drawing.querySelector(`[id="${id}"]`).outerHTML = part;
    }
    explorer.querySelector("output").value = value;
    explorer.querySelector(".reading").textContent = alt;
    input.setAttribute("aria-valuetext", value);
  };
  for (const input of document.querySelectorAll(".explorer input")) {
    const explorer = input.closest(".explorer");
    const figure = explorer.querySelector(".computed-figure");
    const slider = { input, explorer, moved: false };
    const prepare = () => load(figure, `${layout()}-${figure.dataset.drawing}`);
    sliders.set(figure, slider);
    for (const touched of ["pointerenter", "focus"]) input.addEventListener(touched, prepare, { once: true });
    input.addEventListener("input", () => {
      slider.moved = true;
      move(figure);
    });
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        show(target);
      }
    },
    { rootMargin: NEAR },
  );
  for (const figure of figures) near.observe(figure);
  phone.addEventListener("change", () => {
    if (printing) return; // on the screen nothing has changed
    for (const figure of figures) if (figure.dataset.shown) show(figure);
  });

  /* What may be printed must be there: it is fetched when there is nothing else to do. */
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  if (figures.length) addEventListener("load", () => whenIdle(() => load(figures[0], layout())));
  addEventListener("beforeprint", () => {
    printing = true;
    const all = globalThis.drawings?.[layout()];
    for (const figure of figures) {
      if (all && !figure.dataset.shown) draw(figure, all[figure.dataset.drawing]);
    }
  });
  addEventListener("afterprint", () => (printing = false));
}
