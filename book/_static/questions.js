/* Check yourself: a reader chooses an answer before she sees the right one. What she chose stays on
   her device, where the browser may keep it, and is there when she comes back. */
{
  const KEPT = `answers of ${location.pathname}`;
  const questions = [...document.querySelectorAll(".bd-article .question")];

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const readKept = () => {
    try {
      return Object(JSON.parse(localStorage.getItem(KEPT)));
    } catch {
      return {}; // somebody else wrote there
    }
  };
  let kept = readKept();

  const score = make("p", { role: "status" });
  const forget = make("button", { type: "button", textContent: "Forget my answers" });
  const summary = make("div", { className: "question-score" }, score, forget);
  questions.at(-1).after(summary);

  const sayScore = () => {
    const given = questions.filter(({ id }) => id in kept);
    const right = given.filter((question) => kept[question.id] == rightAnswer(question));
    score.textContent = `You have answered ${given.length} of ${questions.length} questions, ${right.length} of them right.`;
    summary.hidden = !given.length;
  };

  /* The explanation begins with the number of the right answer. */
  const rightAnswer = (question) => Number.parseInt(question.querySelector("details strong").textContent);

  const forms = questions.map((question) => {
    const options = question.querySelector("ol");
    const explanation = question.querySelector("details");
    const verdict = make("p", { className: "question-verdict", role: "status" });
    const answer = make("button", { type: "button", textContent: "This is my answer" });
    const skip = make("button", { type: "button", textContent: "Skip to the answer" });
    const buttons = make("div", { className: "question-buttons" }, answer, skip);

    const radios = [...options.children].map((option, index) => {
      const radio = make("input", { type: "radio", name: question.id, value: index + 1 });
      radio.ariaLabel = `${index + 1}: ${option.textContent.trim()}`;
      option.prepend(radio);
      option.addEventListener("click", ({ target }) => {
        if (!radio.disabled && target != radio && !target.closest("a")) radio.click();
      });
      return radio;
    });
    const box = make("fieldset", { ariaLabel: "Choose an answer" });
    options.replaceWith(box);
    box.append(options, buttons, verdict);

    const ask = () => {
      for (const radio of radios) radio.checked = radio.disabled = false;
      for (const option of options.children) option.classList.remove("right");
      verdict.textContent = "";
      buttons.hidden = false;
      explanation.open = false;
      explanation.hidden = true;
    };
    const reveal = () => {
      for (const radio of radios) radio.disabled = true;
      options.children[rightAnswer(question) - 1].classList.add("right");
      buttons.hidden = true;
      explanation.hidden = false;
    };
    const judge = (chosen) => {
      const right = rightAnswer(question);
      radios[chosen - 1].checked = true;
      reveal();
      verdict.textContent = chosen == right ? `${right} is right.` : `You chose ${chosen}. The right answer is ${right}.`;
    };
    const lookUp = () => {
      explanation.open = true;
      explanation.querySelector("summary").focus(); // the button that had the focus is gone
    };
    answer.addEventListener("click", () => {
      const chosen = radios.find(({ checked }) => checked);
      if (!chosen) {
        verdict.textContent = "Choose an answer first.";
        return;
      }
      kept[question.id] = Number(chosen.value);
      localStorage.setItem(KEPT, JSON.stringify(kept));
      judge(kept[question.id]);
      sayScore();
      lookUp();
    });
    skip.addEventListener("click", () => {
      reveal();
      lookUp();
    });

    ask();
    if (radios[kept[question.id] - 1]) judge(kept[question.id]);
    else delete kept[question.id]; // the question has changed since
    question.classList.add("asks");
    return { ask, radios };
  });

  forget.addEventListener("click", () => {
    kept = {};
    localStorage.removeItem(KEPT);
    for (const { ask } of forms) ask();
    sayScore();
    forms[0].radios[0].focus(); // the button is gone, and here is where one begins anew
  });
  sayScore();
}
