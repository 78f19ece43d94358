import type { NodeView } from "#protocol/audio-view.ts";

const NAME = "shardlight-nodes";
/** After a module that did not come. */
const LOAD_AGAIN_MS = 10_000;

let isAsked = false;

/** Loads the panel of audio nodes once there are any to see, or for staff, who see all: most pages have none. */
export const showNodes = (nodes: readonly NodeView[] | null, isStaff: boolean): void => {
  if (isAsked || (!isStaff && (nodes === null || nodes.length === 0))) return;
  isAsked = true;
  import("#web/panels/nodes/nodes-element.ts").then(
    ({ ShardlightNodes }) => customElements.define(NAME, ShardlightNodes),
    () => setTimeout(() => (isAsked = false), LOAD_AGAIN_MS),
  );
};
