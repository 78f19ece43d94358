import type { Found, PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { dialLink, hello } from "../../server/links/test-link.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";

/** What a bot has to show at the link. */
export const BOT_SECRET = "hush-hush";

/** Settings of a server that such a bot speaks with. */
export const BOT_ENV = { PASSPHRASE: BOT_SECRET, CLUSTERS: "main:60" };

/** A server that the bot is in. */
export const [GUILD = ""] = guildIdsOf(5, 60, 1);

interface BotScript {
  /** The servers that it is in. */
  readonly guildIds?: readonly string[];
  readonly shardIds?: readonly number[];
  readonly player?: PlayerSnapshot | null;
  /** What whoever asks may do. */
  readonly may?: readonly PlayerAction[];
  readonly isManager?: boolean;
  readonly found?: Found;
}

/** A bot process that lets everyone look at its players, where nothing plays unless it is said. */
export const startBot = async (serverUrl: string, script: BotScript = {}) => {
  const { guildIds = [GUILD], shardIds = [5], player = null, isManager = false, found = {} } = script;
  const may = script.may ?? (player === null ? [] : ["play"]);
  const link = await dialLink(serverUrl, { authorization: BOT_SECRET });
  const answer = (id: string, its: object) => link.send({ type: "answer", id, answer: its });
  link.send(hello("a-boot-of-a-bot", { shardIds }));
  await link.next();
  link.send({ type: "players", adapter: "test 1" });
  let invited: (url: string) => void = () => {};
  const listen = async (): Promise<never> => {
    for (;;) {
      const frame = await link.next();
      if (frame.type === "ask" && frame.ask.kind === "lookup") answer(frame.id, { kind: "found", found });
      else if (frame.type === "ask") {
        answer(frame.id, { kind: "seen", at: Date.now(), player, may, isVoter: false, isManager });
      } else if (frame.type === "guilds") {
        answer(frame.id, { kind: "guilds", guildIds: frame.guildIds.filter((id) => guildIds.includes(id)) });
      } else if (frame.type === "invited") invited(frame.url ?? "");
    }
  };
  void listen();
  return {
    /** A one-time link for Nelly. */
    invite: () =>
      new Promise<string>((resolve) => {
        invited = resolve;
        const [userId, guildName] = ["80351110224678912", "Den"];
        link.send({ type: "invite", id: "1", userId, name: "Nelly", guildId: GUILD, guildName });
      }),
    stop: () => link.socket.terminate(),
  };
};
