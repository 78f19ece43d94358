import { ShardlightGrid } from "#web/panels/shards/grid-element.ts";
import { wallColumns } from "./wall-fit.ts";

/** Cells of this pitch show numbers; larger ones a number and a glyph. */
const NUMBERS_FROM_PX = 24;
const LARGE_FROM_PX = 40;

let lock: Promise<unknown> | null = null;

/** A wall screen must not go dark; browsers without wake locks have settings for it. */
const keepAwake = (): void => {
  lock ??= navigator.wakeLock
    ?.request("screen")
    .then((held) => held.addEventListener("release", () => (lock = null)))
    .catch(() => (lock = null));
};

/** In wall view, sizes the cells so that everything fits the screen. @param app the element around the page */
export const fitWall = (app: HTMLElement): void => {
  if (document.documentElement.dataset["view"] !== "wall") return;
  if (!document.hidden) keepAwake();
  const grids = Array.from(app.querySelectorAll("shardlight-grid")).filter(
    (its) => its instanceof ShardlightGrid,
  );
  const gridsPx = grids.reduce((sum, grid) => sum + grid.offsetHeight, 0);
  const widthPx = grids[0]?.offsetWidth ?? 0;
  const columns = wallColumns({
    widthPx,
    heightPx: innerHeight - (app.offsetHeight - gridsPx),
    shardCounts: grids.map((grid) => grid.getElementsByTagName("i").length),
  });
  const pitch = widthPx / columns;
  for (const grid of grids) {
    grid.showTiny(pitch < NUMBERS_FROM_PX);
    grid.toggleAttribute("data-large", pitch >= LARGE_FROM_PX);
  }
  const gap = Math.max(1, Math.round(pitch * 0.1));
  const row = Math.floor(pitch - gap);
  app.style.setProperty("--wall-columns", String(columns));
  app.style.setProperty("--wall-row", `${row}px`);
  app.style.setProperty("--wall-gap", `${gap}px`);
  app.style.setProperty("--wall-number", pitch < NUMBERS_FROM_PX ? "0" : `${Math.round(row * 0.38)}px`);
  app.style.setProperty("--wall-glyph", `${Math.round(row * 0.6)}px`);
};
