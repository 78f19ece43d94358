import { z } from "zod";
import { commaList } from "../settings/field.ts";
import { isPictureHost, type PictureHosts } from "./hosts.ts";

const WANTED =
  "names of hosts such as i.ytimg.com, or *.sndcdn.com for all below one, separated by commas; no addresses, ports or paths";

/** The setting of pictures, as `.env.sample` documents it. */
export const pictureShape = {
  PICTURE_HOSTS: z
    .string()
    .transform((text): PictureHosts => commaList(text.toLowerCase()))
    .refine((hosts) => hosts.every(isPictureHost), WANTED)
    .default([]),
};
