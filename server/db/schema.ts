/** All tables, for the migrations and the connection. */
export { mirrorMessages } from "../notify/table.ts";
export { processes, shards, transitions } from "../shards/table.ts";
export { monitor, setAside } from "./table.ts";
