import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** In the place of lrclib.net: says `answer` to every search, and 500 where it is null. */
export const startLrclib = async () => {
  const asked: (string | null)[] = [];
  const lrclib = {
    answer: [] as readonly object[] | null,
    asked,
    url: "",
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "", "http://x").searchParams.get("q"));
    response.writeHead(lrclib.answer === null ? 500 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(lrclib.answer ?? { message: "no", name: "no", code: 500 }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  lrclib.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  return lrclib;
};
