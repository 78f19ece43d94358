/** All tables, for the migrations and the connection. */
export { audioNodeEvents, audioNodes } from "../audio/table.ts";
export { tokenSecrets, tokens } from "../auth/table.ts";
export { mirrorMessages } from "../notify/table.ts";
export { processes, shards, transitions } from "../shards/table.ts";
export { webhookDeliveries } from "../webhooks/table.ts";
export { monitor, setAside } from "./table.ts";
