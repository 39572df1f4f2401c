import { choice, integer, list } from "../shared/address.ts";
import { load } from "../shared/data.ts";
import { figure } from "../shared/figure.ts";
import { EDIT_CODES, FARTHEST } from "./picture.ts";
import { build, type NetworkData, TOOLS } from "./view.ts";
import "./style.css";

const NAME = "trained-network";

load<NetworkData>(NAME).then((data) =>
  figure(
    NAME,
    {
      garment: integer(1, 0, data.garments.length), // one more: none
      down: integer(0, -FARTHEST, FARTHEST),
      right: integer(0, -FARTHEST, FARTHEST),
      edits: list([], 0, EDIT_CODES, { digits: 0, longest: 1200 }),
      tool: choice("move", TOOLS),
      look: integer(-1, -1, data.classes.length - 1),
      stage: integer(4, 1, 4),
      map: integer(1, 1, 64),
    },
    (context) => build(context, data),
  ),
);
