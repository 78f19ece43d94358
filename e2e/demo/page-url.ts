import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * Where the page will be, which has to be known before it is there: Discord sends people back to it.
 * @param port 0 takes a free one
 */
export const pageUrl = async (port: string): Promise<string> => {
  if (port !== "0") return `http://127.0.0.1:${port}`;
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port: free } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, "close");
  return `http://127.0.0.1:${free}`;
};
