/** All tables, for the migrations and the connection. */
export { processes, shards, transitions } from "../shards/table.ts";
export { monitor, setAside } from "./table.ts";
