import type { StaffNode } from "#protocol/audio-view.ts";
import type { NodeOrder } from "#web/words/node-orders.ts";

const PATH = "/api/v1/audio/nodes";
const PATIENCE_MS = 8_000;

const ask = async (path: string, init: RequestInit = {}) => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(path, { ...init, credentials: "same-origin", signal });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error?.message ?? `the server answered ${answer.status}`);
  return body;
};

/** All nodes as staff see them; null where the server does not know the viewer as staff any more. */
export const askStaffNodes = async (): Promise<readonly StaffNode[] | null> => {
  const { visible, nodes } = await ask(PATH);
  return visible === "all" ? nodes : null;
};

/** Has the server do something with a node. @throws Error with the server's words */
export const orderNode = (id: string, action: NodeOrder): Promise<StaffNode> =>
  ask(`${PATH}/${encodeURIComponent(id)}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ action }),
  });
