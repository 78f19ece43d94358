import { html, type TemplateResult } from "lit";

/** After a module that did not come. */
const LOAD_AGAIN_MS = 10_000;

const load = (): void => {
  import("./define.ts").then(
    ({ defineKeys }) => defineKeys(),
    () => setTimeout(load, LOAD_AGAIN_MS),
  );
};

/** A server's keys and networks, for those who manage it; nothing of it is loaded before it is opened. */
export const keysDrawerView = (guildId: string): TemplateResult =>
  html`<details class="past keys-drawer" @toggle=${({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLDetailsElement && currentTarget.open) load();
  }}><summary>Keys and networks</summary><shardlight-keys data-guild=${guildId}></shardlight-keys><shardlight-networks data-guild=${guildId}></shardlight-networks></details>`;
