import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { PlayerSnapshot } from "#protocol/music.ts";

/** What the scripted server says; a test changes it. */
export interface MusicScript {
  signedIn: boolean;
  isStaff: boolean;
  servers: {
    id: string;
    name: string;
    icon: string | null;
    iconUrl: string | null;
    isManager: boolean;
    clusters: string[];
    away: string[];
  }[];
  player: PlayerSnapshot | null;
  isAway: boolean;
  /** Why the player is kept from the viewer. */
  refusal: { status: number; message: string } | null;
  rights: { may: string[]; isVoter: boolean; hasVoted: boolean; isManager: boolean };
  /** What a command is answered. */
  answer: (action: string, body: Record<string, unknown>) => object | Promise<object>;
  /** What a lookup is answered. */
  found: (what: string, query: URLSearchParams) => object;
}

/** A server of music that does as a script says, before a real one that serves the page. */
export interface ScriptedMusic {
  readonly url: string;
  readonly script: MusicScript;
  /** Commands that came, each with its action. */
  readonly commands: Record<string, unknown>[];
  /** Lookups that came. */
  readonly lookups: string[];
  /** Tells all who watch. */
  tell(event: string, data: object): void;
  close(): Promise<void>;
}

const readJson = async (incoming: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = "";
  for await (const part of incoming) text += part;
  return text === "" ? {} : JSON.parse(text);
};

/** Starts one. @param behind the address of the real server */
export const startScriptedMusic = async (behind: string, script: MusicScript): Promise<ScriptedMusic> => {
  const commands: Record<string, unknown>[] = [];
  const lookups: string[] = [];
  const watchers = new Set<ServerResponse>();
  const json = (answer: ServerResponse, status: number, body: object) => {
    answer.writeHead(status, { "Content-Type": "application/json" });
    answer.end(JSON.stringify(body));
  };
  const write = (watcher: ServerResponse, event: string, data: object) =>
    watcher.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const watch = (answer: ServerResponse) => {
    answer.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    watchers.add(answer);
    answer.on("close", () => watchers.delete(answer));
    const { player, isAway, rights } = script;
    write(answer, "rights", rights);
    write(answer, "snapshot", { at: Date.now(), isAway, player });
  };
  const pass = (incoming: IncomingMessage, answer: ServerResponse) => {
    const { method, url, headers } = incoming;
    const passed = request(new URL(url ?? "/", behind), { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    incoming.pipe(passed);
  };
  /** The page as the real server makes it for someone who is signed in. */
  const home = async (answer: ServerResponse) => {
    const page = await fetch(behind);
    const viewer = script.isStaff ? "staff" : "person";
    const html = (await page.text())
      .replace('data-viewer=""', `data-viewer="${viewer}"`)
      .replace(
        '<div id="clusters">',
        '<shardlight-servers class="servers"></shardlight-servers><div id="clusters">',
      );
    const policy = page.headers.get("Content-Security-Policy") ?? "";
    answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
    answer.end(html);
  };
  const server = createServer(async (incoming, answer) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", behind);
    const [, what] = /^\/api\/servers\/\d+\/(\w+)$/.exec(pathname) ?? [];
    if (pathname === "/api/session")
      json(answer, 200, {
        canSignIn: true,
        viewer: script.signedIn
          ? {
              userId: "100000000000000001",
              name: "Mia",
              isStaff: script.isStaff,
              via: "session",
              guildsAt: Date.now(),
              isRenewalDue: false,
              renewalFault: null,
            }
          : null,
      });
    else if (pathname === "/api/servers") json(answer, 200, { servers: script.servers, isComplete: true });
    else if (script.refusal !== null && (what === "events" || what === "status"))
      json(answer, script.refusal.status, { error: { code: "forbidden", message: script.refusal.message } });
    else if (what === "events") watch(answer);
    else if (pathname === "/" && script.signedIn) await home(answer);
    else if (what !== undefined && incoming.method === "POST") {
      const body = await readJson(incoming);
      commands.push({ action: what, ...body });
      json(answer, 200, { id: body["id"], ...(await script.answer(what, body)) });
    } else if (what !== undefined) {
      lookups.push(`${what}?${searchParams}`);
      json(answer, 200, script.found(what, searchParams));
    } else pass(incoming, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the scripted server has no port");
  const ticks = setInterval(() => {
    for (const watcher of watchers) write(watcher, "tick", { at: Date.now() });
  }, 5_000);
  return {
    url: `http://127.0.0.1:${address.port}`,
    script,
    commands,
    lookups,
    tell: (event, data) => {
      for (const watcher of watchers) write(watcher, event, data);
    },
    close: () => {
      clearInterval(ticks);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
