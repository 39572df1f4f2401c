import { figure } from "../shared/figure.ts";
import { settings } from "./settings.ts";
import { build } from "./view.ts";

figure("train-it-yourself", settings, build);
