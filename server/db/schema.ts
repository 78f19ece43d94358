/** All tables, for the migrations and the connection. */
export { audioNodeEvents, audioNodes } from "../audio/table.ts";
export { tokenSecrets, tokens } from "../auth/table.ts";
export { guildAllowLists, guildKeys } from "../keys/table.ts";
export { mirrorMessages } from "../notify/table.ts";
export { oneTimeLinks, sessions } from "../sessions/table.ts";
export { processes, shards, transitions } from "../shards/table.ts";
export { webhookDeliveries } from "../webhooks/table.ts";
export { monitor, setAside } from "./table.ts";
