import { expect, test } from "vitest";
import { HandTiming } from "../audio/test-nodes.ts";
import { inviteFrameSchema } from "../protocol/music-link.ts";
import { ChannelHub } from "../transport/channel.ts";
import { type PanelCommandOptions, panelCommand } from "./panel-command.ts";

const GUILD = "81384788765712384";
const ANN = "80351110224678912";

/** Options as a host without types may write them. */
const asWritten = (options: object) => options as PanelCommandOptions;

/** A bot with the command, and what it told the server and people. */
const botWithPanel = () => {
  const sent: object[] = [];
  const said: string[] = [];
  const replies: { readonly content: string; readonly flags: number }[] = [];
  const hub = new ChannelHub((frame) => sent.push(frame));
  const timing = new HandTiming();
  const say = (message: string) => void said.push(message);
  const logger = { info: say, warn: say, error: say };
  const command = panelCommand({ shardlight: { channel: hub }, logger }, { timing });
  const use = async (more: object = {}) => {
    await command.execute({
      guildId: GUILD,
      guild: { name: "Home" },
      user: { id: ANN, displayName: "Ann" },
      reply: async (reply) => void replies.push(reply),
      ...more,
    });
    return replies.at(-1);
  };
  return { hub, sent, said, timing, command, use, invite: () => inviteFrameSchema.parse(sent.at(-1)) };
};

/** The same, with a link that stands. */
const standing = () => {
  const bot = botWithPanel();
  bot.hub.follow(["music"]);
  return bot;
};

const url = "https://status.example/auth/link/abc";

test("it gives the link that the server made, to the one who asked alone", async () => {
  const { hub, use, invite } = standing();
  const using = use();
  const { id, ...rest } = invite();
  expect(rest).toEqual({ type: "invite", userId: ANN, name: "Ann", guildId: GUILD, guildName: "Home" });
  hub.hear({ type: "invited", id: "another", url: "https://evil.example/", message: null });
  hub.hear({ type: "invited", id, url, message: null });
  expect(await using).toMatchObject({
    content: expect.stringContaining(`(<${url}>)`),
    flags: 64,
    allowedMentions: { parse: [] },
  });
});

test("names that are too long for the wire are cut, and ones that are missing are made up", async () => {
  const { hub, use, invite } = standing();
  const using = use({ guild: null, user: { id: ANN, displayName: "a".repeat(300) } });
  const { id, name, guildName } = invite();
  expect([name.length, guildName]).toEqual([100, "?"]);
  hub.hear({ type: "invited", id, url, message: null });
  await using;
});

test("where the server makes no link its words are told, without any formatting", async () => {
  const { hub, use, invite } = standing();
  const using = use();
  hub.hear({ type: "invited", id: invite().id, url: null, message: "no **PUBLIC_URL**" });
  expect((await using)?.content).toBe("no \\*\\*PUBLIC\\_URL\\*\\*");
});

test("an address that no browser may follow is not given", async () => {
  const { hub, use, invite } = standing();
  const using = use();
  hub.hear({ type: "invited", id: invite().id, url: "javascript:alert(1)", message: null });
  expect((await using)?.content).not.toContain("alert");
});

test("while the server is away people are told so at once", async () => {
  const { hub, use, sent } = botWithPanel();
  expect((await use())?.content).toContain("away right now");
  hub.follow(["audio"]);
  expect((await use())?.content).toContain("needs an update");
  hub.follow(["music"]);
  hub.follow(null);
  expect((await use())?.content).toContain("away right now");
  expect(sent).toEqual([]);
});

test("a server that does not answer in time, or goes meanwhile, is away", async () => {
  const { hub, use, timing } = standing();
  const slow = use();
  await timing.pass(2_000);
  expect((await slow)?.content).toContain("away right now");
  const lost = use();
  hub.follow(null);
  expect((await lost)?.content).toContain("away right now");
});

test("a host that forgot what attachShardlight returned is told, and nothing is thrown", () => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  panelCommand(asWritten({ logger: { info: say, warn: say, error: say } }));
  expect(said.join()).toContain("`shardlight`");
});

test("in a direct message it tells where to use it", async () => {
  const { use, sent } = standing();
  expect((await use({ guildId: null, guild: null }))?.content).toContain("Use this in the server");
  expect(sent).toEqual([]);
});

test("an answer that Discord does not take is said once", async () => {
  const { use, said } = botWithPanel();
  const reply = () => Promise.reject(new Error("Unknown interaction"));
  await use({ reply });
  await use({ reply });
  expect(said).toEqual(["[shardlight] /panel could not be answered: Unknown interaction"]);
});
