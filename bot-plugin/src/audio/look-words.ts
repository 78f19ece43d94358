import type { NodeLook } from "../protocol/lavalink.ts";

/** How a node does, to go on after its name; says what to do where something is wrong. @param address where it was looked at */
export const lookInWords = (look: NodeLook, address: string): string => {
  switch (look.kind) {
    case "answers":
      return `answers: ${look.info.kind} ${look.info.version}`;
    case "wrong_password":
      return `does not take its password at ${address}: give the agent the one of its application.yml`;
    case "not_lavalink":
      return `is no Lavalink v4 at ${address}: mend its address`;
    case "unreachable":
      return `does not answer at ${address} (${look.detail})`;
    default:
      return look satisfies never;
  }
};
