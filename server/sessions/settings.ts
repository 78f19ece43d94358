import { z } from "zod";
import { commaList } from "../settings/field.ts";

/** How this server is known to Discord. */
export interface DiscordClient {
  readonly id: string;
  readonly secret: string;
  /** Base address of its API, without a slash at the end. */
  readonly api: string;
}

/** Those whom the operator trusts with everything on the page. */
export interface Staff {
  readonly userIds: readonly string[];
  readonly roles: readonly { readonly guildId: string; readonly roleId: string }[];
}

const DISCORD_API = "https://discord.com/api/v10";
const API_WANTED = `${DISCORD_API}, or for tests an http:// address of this machine; no other host`;
const STAFF_WANTED =
  "IDs of Discord users, and roles as <server's ID>/<role's ID>, separated by commas; IDs have 17 to 20 digits";

const isTestApi = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url?.protocol === "http:" &&
    /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname) &&
    url.username === "" &&
    url.password === "" &&
    url.search === "" &&
    url.hash === ""
  );
};

/** The settings of the sign-in, as `.env.sample` documents them. */
export const signInShape = {
  DISCORD_CLIENT_ID: z
    .string()
    .trim()
    .regex(/^\d{17,20}$/, "the application's ID as Discord's developer portal shows it: 17 to 20 digits")
    .optional(),
  DISCORD_CLIENT_SECRET: z
    .string()
    .trim()
    .regex(
      /^[\x21-\x7e]+$/,
      "the application's client secret as Discord's developer portal shows it, without spaces",
    )
    .optional(),
  DISCORD_API: z
    .string()
    .trim()
    .transform((text) => text.replace(/\/+$/, ""))
    .refine((text) => text === DISCORD_API || isTestApi(text), API_WANTED)
    .default(DISCORD_API),
  STAFF: z
    .string()
    .transform(commaList)
    .refine((entries) => entries.every((entry) => /^\d{17,20}(?:\/\d{17,20})?$/.test(entry)), STAFF_WANTED)
    .default([]),
};

type Parsed = z.infer<z.ZodObject<typeof signInShape>>;

/** What is wrong with settings that are right one by one. */
export const signInFaults = (given: Readonly<Record<string, string>>): readonly string[] => {
  const has = (name: string) => given[name] !== undefined;
  const isWanted = has("DISCORD_CLIENT_ID") || has("DISCORD_CLIENT_SECRET");
  if (!isWanted) return [];
  return [
    ...(has("DISCORD_CLIENT_ID") ? [] : ["DISCORD_CLIENT_ID: needed with DISCORD_CLIENT_SECRET"]),
    ...(has("DISCORD_CLIENT_SECRET") ? [] : ["DISCORD_CLIENT_SECRET: needed with DISCORD_CLIENT_ID"]),
    ...(has("PUBLIC_URL")
      ? []
      : [
          "PUBLIC_URL: needed with DISCORD_CLIENT_ID, for Discord sends people back there, to /auth/callback",
        ]),
  ];
};

/** The settings as the sign-in takes them; null: nobody can sign in with Discord. */
export const discordClientOf = (value: Parsed): DiscordClient | null => {
  const { DISCORD_CLIENT_ID: id, DISCORD_CLIENT_SECRET: secret, DISCORD_API: api } = value;
  return id === undefined || secret === undefined ? null : { id, secret, api };
};

/** The operator's own people. */
export const staffOf = ({ STAFF: entries }: Pick<Parsed, "STAFF">): Staff => ({
  userIds: entries.filter((entry) => !entry.includes("/")),
  roles: entries.flatMap((entry) => {
    const [guildId = "", roleId] = entry.split("/");
    return roleId === undefined ? [] : [{ guildId, roleId }];
  }),
});
