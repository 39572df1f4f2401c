import { flag, integer, list, real } from "../shared/address.ts";
import { load } from "../shared/data.ts";
import { figure } from "../shared/figure.ts";
import { HIGHEST_ANSWER } from "./answers.ts";
import { build, type ReadingData } from "./view.ts";
import "./style.css";

const NAME = "be-the-reader";

load<ReadingData>(NAME).then((data) =>
  figure(
    NAME,
    {
      answers: list([], 0, HIGHEST_ANSWER, { digits: 0, longest: data.slices.length }),
      shown: flag(false),
      gain: integer(data.gains.indexOf(1), 0, data.gains.length - 1),
      prevalence: real(0.02, 0.001, 0.5, 2),
    },
    (context) => build(context, data),
  ),
);
