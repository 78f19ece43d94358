import type { ServerFrame } from "#protocol/link.ts";
import { dialLink } from "../../../server/links/test-link.ts";

/** Opens a link, says one frame, and hands over what the server says to it. */
export const callLink = async (url: string, authorization: string, frame: object): Promise<ServerFrame> => {
  const link = await dialLink(url, { authorization });
  link.send(frame);
  const said = await link.next();
  link.socket.terminate();
  return said;
};
