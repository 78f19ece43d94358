/** The ways in which a request says who sends it. */
export const SECURITY_SCHEMES = {
  passphrase: { type: "http", scheme: "bearer", description: "the server's PASSPHRASE" },
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "slt_<id>_<secret>",
    description: "made by `npx shardlight token create`, with the scope that the operation names",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-shardlight",
    description:
      "of someone who signed in; without __Host- where the server is reached over plain http. Writes, and WebSockets, take the " +
      "page's own Origin",
  },
  guildKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "slk_<id>_<secret>",
    description:
      "made by someone who manages a server, for that server alone; it may do what they may, or only read",
  },
} as const;
