/* What stands around a page: menus, search, light and dark, where one is. It does what the theme's
   scripts do for this book, in a fiftieth of their size. */
{
  const all = (selector) => document.querySelectorAll(selector);
  const find = (selector) => document.querySelector(selector);
  const on = (event, selector, act) => {
    for (const element of all(selector)) element.addEventListener(event, act);
  };

  /* Light, dark, or as the reader's browser is set: theme.html has chosen before anything was seen. */
  const page = document.documentElement.dataset;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const modes = () => (prefersDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"]);
  const setTheme = () => {
    page.theme = page.mode == "auto" ? (prefersDark.matches ? "dark" : "light") : page.mode;
    for (const button of all(".theme-switch-button")) button.title = `Color mode: ${page.mode}`;
  };
  on("click", ".theme-switch-button", () => {
    page.mode = modes()[(modes().indexOf(page.mode) + 1) % 3];
    localStorage.setItem("mode", page.mode);
    setTheme();
  });
  prefersDark.addEventListener("change", setTheme);
  setTheme();

  /* The search: its button, or Ctrl+K, opens a field above the page. */
  const search = find("#pst-search-dialog");
  const isApple = /^(Mac|iPhone|iPad)/.test(navigator.platform);
  if (isApple) for (const key of all("kbd.kbd-shortcut__modifier")) key.textContent = "⌘";
  const openSearch = () => {
    const field = find("main form.bd-search input"); // on the page of the search
    if (field) field.select();
    else if (search.open) search.close();
    else search.showModal();
  };
  on("click", ".search-button__button", openSearch);
  addEventListener("keydown", (event) => {
    const modifier = isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (!modifier || event.shiftKey || event.altKey || event.key.toLowerCase() != "k") return;
    event.preventDefault();
    openSearch();
  });

  /* A click beside a dialog closes it. */
  on("click", "dialog", ({ currentTarget: dialog, clientX: x, clientY: y }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  });

  /* The two side bars: on a phone each opens as a dialog, which is lent what stands in it. */
  const isWide = matchMedia("(min-width: 992px)");
  const lend = (from, to) => {
    to.append(...from.childNodes);
    to.className = from.className;
    from.className = "";
  };
  for (const name of ["primary", "secondary"]) {
    const bar = find(`#pst-${name}-sidebar`);
    const dialog = find(`#pst-${name}-sidebar-modal`);
    if (!bar || !dialog) continue;
    on("click", `.${name}-toggle`, () => {
      if (name == "primary" && isWide.matches) bar.classList.toggle("pst-sidebar-hidden");
      else {
        const top = scrollY;
        lend(bar, dialog);
        dialog.showModal();
        scrollTo({ top, behavior: "instant" }); // the dialog takes the focus, and browsers follow it
      }
    });
    dialog.addEventListener("close", () => lend(dialog, bar));
    dialog.addEventListener("click", ({ target }) => {
      if (target.closest("a[href*='#']")) dialog.close(); // it leads to a place on this page
    });
  }

  /* The menu of all pages stands where it stood on the page before, or shows this page. */
  const menu = find("#pst-primary-sidebar");
  if (menu) {
    const before = Number(sessionStorage.getItem("sidebar-scroll-top"));
    const here = find(".bd-docs-nav a.current");
    menu.scrollTop = before;
    const { bottom } = here?.getBoundingClientRect() ?? {};
    if (bottom > innerHeight || bottom < 0) menu.scrollTop += bottom - innerHeight / 2;
    addEventListener("pagehide", () => sessionStorage.setItem("sidebar-scroll-top", menu.scrollTop));
  }

  /* Menus that drop down from a button. */
  for (const box of all(".article-header-buttons .dropdown")) {
    const button = box.querySelector(".dropdown-toggle");
    const list = box.querySelector(".dropdown-menu");
    const entries = [...list.querySelectorAll(".dropdown-item")];
    const open = (isOpen) => {
      list.classList.toggle("show", isOpen);
      button.setAttribute("aria-expanded", isOpen);
    };
    button.addEventListener("click", () => open(!list.classList.contains("show")));
    box.addEventListener("keydown", (event) => {
      if (event.key == "Escape" && list.classList.contains("show")) {
        open(false);
        button.focus();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      open(true);
      const at = entries.indexOf(document.activeElement);
      entries.at((at < 0 && step < 0 ? at : at + step) % entries.length).focus();
    });
    addEventListener("click", ({ target }) => {
      if (!box.contains(target) || target.closest(".dropdown-item")) open(false);
    });
    box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !box.contains(relatedTarget)) open(false);
    });
  }
  const isFull = () => document.fullscreenElement;
  const clicks = {
    "window.print()": () => print(),
    "toggleFullScreen()": () =>
      isFull() ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
  };
  on("click", "[data-click]", ({ currentTarget }) => clicks[currentTarget.dataset.click]());

  /* Contents mark the section that is read. */
  const entries = new Map();
  for (const link of all("#pst-page-toc-nav a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) entries.set(section.querySelector("h1, h2, h3, h4, h5, h6") ?? section, link);
  }
  const mark = (chosen) => {
    for (const link of entries.values()) {
      const isChosen = link == chosen;
      link.classList.toggle("active", isChosen);
      link.closest(".toc-entry").classList.toggle("active", isChosen);
      if (isChosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const seen = new IntersectionObserver(
    (headings) => {
      const last = headings.filter(({ isIntersecting }) => isIntersecting).pop();
      if (last) mark(entries.get(last.target));
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const heading of entries.keys()) seen.observe(heading);

  /* Code is copied by a button. */
  const copy = async (code) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(code.textContent.trimEnd());
    getSelection().selectAllChildren(code); // where a page has no secure address
    document.execCommand("copy");
    getSelection().removeAllRanges();
  };
  for (const code of all("div.highlight pre")) {
    const button = document.createElement("button");
    button.className = "copybtn";
    button.type = "button";
    button.title = button.ariaLabel = "Copy";
    button.addEventListener("click", async () => {
      await copy(code);
      button.classList.add("success");
      button.title = button.ariaLabel = "Copied";
      setTimeout(() => {
        button.classList.remove("success");
        button.title = button.ariaLabel = "Copy";
      }, 1500);
    });
    code.after(button);
  }
}
