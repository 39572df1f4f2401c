import { choice, flag, integer, list } from "../shared/address.ts";
import { load } from "../shared/data.ts";
import { figure } from "../shared/figure.ts";
import { type BenchData, BRUSHES, build, PICTURES, POOLINGS } from "./view.ts";
import "./style.css";

const NAME = "kernel-bench";

load<BenchData>(NAME).then((data) =>
  figure(
    NAME,
    {
      picture: choice("seven", PICTURES),
      own: list([], 0, 16, { digits: 0, longest: 3 * 144 }),
      brush: choice("white", BRUSHES),
      kernel: list(data.kernels["horizontal"]!, -99, 99, { digits: 2, longest: 9 }),
      colours: list(
        [2, -1, -1].flatMap((weight) => Array<number>(9).fill(weight)),
        -99,
        99,
        { digits: 2, longest: 27 },
      ),
      bias: integer(0, -999, 999),
      relu: flag(true),
      stride: integer(1, 1, 4),
      padding: integer(0, 0, 3),
      dilation: integer(1, 1, 6),
      pooling: choice("none", POOLINGS),
      place: list([1, 6], 0, 20, { digits: 0, longest: 2 }),
    },
    (context) => build(context, data),
  ),
);
