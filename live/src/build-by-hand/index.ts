import { figure } from "../shared/figure.ts";
import "./style.css";
import { FIELDS } from "./settings.ts";
import { build } from "./view.ts";

figure("build-by-hand", FIELDS, build);
