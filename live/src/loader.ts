// Loads the script of a live figure when the figure comes near, or when the address speaks of it. If
// that fails, the computed figure stays.

const NEAR = "800px 0px";

function load(place: HTMLElement): void {
  const { src, styles } = place.dataset;
  if (!src || document.querySelector(`script[src="${src}"]`)) return;
  if (styles) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = styles;
    document.head.append(link);
  }
  const script = document.createElement("script");
  script.src = src;
  script.addEventListener("error", () => (place.hidden = true)); // the computed figure needs no words on what to do
  document.head.append(script);
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      load(target as HTMLElement);
    }
  },
  { rootMargin: NEAR },
);

for (const place of document.querySelectorAll<HTMLElement>(".live[data-src]")) {
  observer.observe(place);
  if (location.hash.slice(1).split(";").some((part) => part.startsWith(`${place.dataset["live"]}?`))) load(place);
}
