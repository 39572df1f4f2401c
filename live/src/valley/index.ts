import { figure } from "../shared/figure.ts";
import "./style.css";
import { FIELDS } from "./settings.ts";
import { build } from "./view.ts";

figure("valley", FIELDS, build);
