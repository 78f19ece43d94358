import { type HandedNode, type ObserveFrame, observeFrameSchema } from "#protocol/audio-link.ts";
import { ChannelHub } from "../../bot-plugin/src/transport/channel.ts";
import type { FakeLavalink } from "../fake-lavalink/fake-lavalink.ts";

/** A node as a server hands it. */
export const handedOf = (
  { host, port, password }: Pick<FakeLavalink, "host" | "port" | "password">,
  id: string,
  given: Partial<HandedNode> = {},
): HandedNode => ({
  id,
  name: id,
  label: id,
  region: null,
  host,
  port,
  password,
  isSecure: false,
  state: "active",
  score: 10,
  limited: [],
  ...given,
});

type Observed = ObserveFrame["nodes"][number];

/** The server's side of a bot's link, by hand, with one pool that is named `eu`. */
export const openPool = () => {
  const observed: Observed[] = [];
  const said: string[] = [];
  const hub = new ChannelHub((frame) => {
    const parsed = observeFrameSchema.safeParse(frame);
    if (parsed.success) observed.push(...parsed.data.nodes);
  });
  hub.follow(["audio"]);
  const say = (message: string) => void said.push(message);
  return {
    options: { shardlight: { channel: hub }, pool: "eu", logger: { info: say, warn: say, error: say } },
    /** These, and no others, are the nodes of the pool. */
    hand: (...nodes: HandedNode[]) => hub.hear({ type: "nodes", pool: "eu", isWhole: true, nodes, gone: [] }),
    /** What was told of a node so far. */
    observed: (id: string): Observed[] => observed.filter((one) => one.id === id),
    /** Texts of all failures that were told of a node, each as often as it was counted. */
    failures: (id: string): string[] =>
      observed
        .filter((one) => one.id === id)
        .flatMap(({ outcomes = {} }) => Object.values(outcomes))
        .flatMap(({ failed }) => failed.flatMap(({ text, count }) => Array<string>(count).fill(text))),
    /** The host's log. */
    said,
  };
};
