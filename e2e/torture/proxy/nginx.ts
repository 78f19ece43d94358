import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { ask } from "../../support/http.ts";
import { temporaryDir } from "../../support/server.ts";
import { until } from "../../support/until.ts";

const README = join(import.meta.dirname, "../../../README.md");

/** A proxy that runs. */
export interface Nginx {
  readonly url: string;
  /** Connections that it holds to the server and to clients have ended with it. */
  stop(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

/** What the README tells people to write, for these ports and without TLS. */
const documentedConfig = (port: number, serverPort: number): string => {
  const block = /```nginx\n([\s\S]*?)```/.exec(readFileSync(README, "utf8"))?.[1];
  if (block === undefined) throw new Error("the README shows no config for nginx");
  return block
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*\n/gm, "")
    .replace("127.0.0.1:3000", `127.0.0.1:${serverPort}`);
};

/** As Debian has it, except that nothing is written outside of `dir`, and that it compresses whatever it can. */
const wholeConfig = (dir: string, documented: string): string => `
daemon off;
master_process off;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((what) => `${what}_temp_path ${dir}/${what};`).join("\n  ")}
  gzip on;
  gzip_proxied any;
  gzip_types *;
  gzip_min_length 1;
${documented}
}
`;

/** Starts nginx before a server, with the config of the README and the defaults of nginx for all else. */
export const startNginx = async (serverPort: number): Promise<Nginx> => {
  const path = process.env["NGINX_PATH"];
  if (path === undefined) throw new Error("NGINX_PATH is not set");
  const dir = temporaryDir();
  const port = await freePort();
  const config = join(dir, "nginx.conf");
  writeFileSync(config, wholeConfig(dir, documentedConfig(port, serverPort)));
  const child = spawn(path, ["-p", dir, "-e", join(dir, "error.log"), "-c", config], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  const url = `http://127.0.0.1:${port}`;
  await until("nginx answers", () =>
    ask(url, "/healthz").then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
