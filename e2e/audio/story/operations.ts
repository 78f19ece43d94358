import type { NodePatch } from "#protocol/audio.ts";
import type { NodeDetail, NodeList, NodeView, StaffNode } from "#protocol/audio-view.ts";
import { type Answer, ask, type Question } from "../../support/http.ts";
import { until } from "../../support/until.ts";
import type { Transcript } from "./transcript.ts";

export const NODES_PATH = "/api/v1/audio/nodes";

/** What operations ask of the API with their token, and anyone without. */
export interface Operations {
  /** Any request, with nothing but what is given. */
  ask(path: string, question?: Question): Promise<Answer>;
  nodes(): Promise<readonly StaffNode[]>;
  /** Without a token. */
  publicNodes(): Promise<readonly NodeView[]>;
  /** The latest life of that name, once it is as wanted. */
  sees(name: string, fits: (node: StaffNode) => boolean, patienceMs?: number): Promise<StaffNode>;
  detail(id: string): Promise<NodeDetail>;
  /** @throws where it is not taken */
  patch(id: string, patch: NodePatch): Promise<StaffNode>;
  remove(id: string): Promise<void>;
}

export const operationsOf = (url: string, token: string, transcript: Transcript): Operations => {
  const asked = async (path: string, question: Question = {}) => {
    const answer = await ask(url, path, question);
    const { status, headers, text } = answer;
    transcript.note(
      `an answer to ${question.method ?? "GET"}`,
      `${status} ${JSON.stringify(headers)} ${text}`,
    );
    return answer;
  };
  const withToken = async (path: string, question: Question = {}) => {
    const authorization = `Bearer ${token}`;
    const answer = await asked(path, { ...question, headers: { authorization, ...question.headers } });
    if (answer.status >= 300) throw new Error(`${question.method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const nodes = async () => {
    const list = (await withToken(NODES_PATH)).json<NodeList>();
    if (list.visible !== "all") throw new Error("the token is not one of operations");
    return list.nodes;
  };
  return {
    ask: asked,
    nodes,
    publicNodes: async () => (await asked(NODES_PATH)).json<NodeList>().nodes,
    sees: async (name, fits, patienceMs = 10_000) => {
      let last: StaffNode | undefined;
      const look = async () => {
        last = (await nodes()).findLast((node) => node.name === name);
        return last !== undefined && fits(last) ? last : undefined;
      };
      const seen = until(`${name} is as wanted`, look, patienceMs);
      return seen.catch((error) => {
        throw new Error(`${name} is not as wanted: ${JSON.stringify(last)}`, { cause: error });
      });
    },
    detail: async (id) => (await withToken(`${NODES_PATH}/${id}`)).json<NodeDetail>(),
    patch: async (id, patch) =>
      (
        await withToken(`${NODES_PATH}/${id}`, {
          method: "PATCH",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(patch),
        })
      ).json<StaffNode>(),
    remove: async (id) => void (await withToken(`${NODES_PATH}/${id}`, { method: "DELETE" })),
  };
};
