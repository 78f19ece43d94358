import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32, deflateSync } from "node:zlib";

const chunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A picture that browsers show: a square of colours that run into each other. @param side in px */
export const testPng = (side = 96): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  // 8 bits of red, green and blue (https://www.w3.org/TR/png/#11IHDR).
  head.set([8, 2], 8);
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_, x) =>
      [(255 * x) / side, 90, (255 * y) / side].map(Math.floor),
    ).flat(),
  ]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const MORE_THAN_A_PICTURE_BYTES = 2 * 1_024 * 1_024;

/** A real host of pictures on loopback, good ones and others; counts what it is asked for. */
export const startPictureHost = async () => {
  const asked: string[] = [];
  const held = new Set<ServerResponse>();
  const png = testPng();
  let isHolding = true;
  const send = (answer: ServerResponse, type: string, body: Uint8Array | string) => {
    answer.writeHead(200, { "Content-Type": type });
    answer.end(body);
  };
  const pour = (answer: ServerResponse) => {
    while (!answer.destroyed && answer.write(png));
  };
  const answers: Readonly<Record<string, (answer: ServerResponse) => void>> = {
    "/as-html": (answer) => send(answer, "text/html", png),
    "/svg": (answer) => send(answer, "image/svg+xml", SVG),
    "/svg.png": (answer) => send(answer, "image/png", SVG),
    "/empty.png": (answer) => send(answer, "image/png", ""),
    "/large.png": (answer) =>
      send(answer, "image/png", Buffer.concat([png, Buffer.alloc(MORE_THAN_A_PICTURE_BYTES)])),
    "/endless.png": (answer) => {
      answer.writeHead(200, { "Content-Type": "image/png" });
      answer.on("drain", () => pour(answer));
      pour(answer);
    },
    "/inwards.png": (answer) => {
      answer.writeHead(302, { Location: "/good.png?by-redirect" });
      answer.end();
    },
    "/gone.png": (answer) => {
      answer.writeHead(410, { "Content-Type": "image/png" });
      answer.end(png);
    },
    "/cut.png": (answer) => {
      answer.writeHead(200, { "Content-Type": "image/png", "Content-Length": png.length + 1 });
      answer.write(png, () => answer.destroy());
    },
  };
  const server = createServer(({ url = "" }, answer) => {
    asked.push(url);
    const known = answers[url];
    if (known !== undefined) known(answer);
    else if (url.startsWith("/good.png")) send(answer, "image/png", png);
    else if (url.startsWith("/held") && isHolding) held.add(answer);
    else answer.writeHead(404).end("nothing here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    png,
    /** Answers what is held, and holds nothing any more. */
    release: () => {
      isHolding = false;
      for (const answer of held) send(answer, "image/png", png);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
