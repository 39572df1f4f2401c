/* Slides, which conundrum/publishing/slides.py makes and reveal.js shows. */
{
  const SMALLEST = 60; // per cent of the size of letters; what is larger is split into two slides
  const STEP = 2;
  const slides = document.querySelectorAll(".slides > section");
  const INNER = ".formula, .pst-scrollable-table-container";

  /* Letters get smaller until all of a slide can be seen. */
  const fit = (slide) => {
    const boxes = [slide, ...slide.querySelectorAll(INNER)];
    const isCut = () =>
      slide.scrollHeight > slide.clientHeight + 1 || boxes.some((box) => box.scrollWidth > box.clientWidth + 1);
    let size = 100;
    do slide.style.fontSize = `${size}%`;
    while (isCut() && (size -= STEP) >= SMALLEST);
  };

  /* On paper each slide is a page; it is laid out before it is fitted. */
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    for (const slide of slides) fit(slide);
  });
  addEventListener("afterprint", () => document.documentElement.classList.remove("printing"));

  Reveal.on("ready", ({ currentSlide }) => document.fonts.ready.then(() => fit(currentSlide)));
  Reveal.on("slidechanged", ({ currentSlide }) => fit(currentSlide));
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    display: "flex",
    hash: true,
    transition: "none",
    backgroundTransition: "none",
    controlsLayout: "edges",
    controlsTutorial: false,
    scrollActivationWidth: null, // on a phone too, slides are slides
    slideNumber: "c/t",
    plugins: [RevealNotes, RevealZoom],
  });
}
