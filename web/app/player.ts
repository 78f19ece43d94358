/** After a module that did not come. */
const LOAD_AGAIN_MS = 10_000;

/** Loads the player on the page of a server's music; other pages never ask for it. */
export const showPlayer = (page: HTMLElement): void => {
  if (page.querySelector("shardlight-player") === null) return;
  import("#web/panels/player/define.ts").then(
    ({ definePlayer }) => definePlayer(),
    () => setTimeout(() => showPlayer(page), LOAD_AGAIN_MS),
  );
};
