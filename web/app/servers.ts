const NAME = "shardlight-servers";
/** After a module that did not come. */
const LOAD_AGAIN_MS = 10_000;

/** Loads the list of the viewer's servers where the server knows who looks. */
export const showServers = (page: HTMLElement): void => {
  if (page.querySelector(NAME) === null) return;
  import("#web/panels/servers/servers-element.ts").then(
    ({ ShardlightServers }) => customElements.define(NAME, ShardlightServers),
    () => setTimeout(() => showServers(page), LOAD_AGAIN_MS),
  );
};
