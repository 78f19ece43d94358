import "../styles/page.css";
import { ShardlightAnnouncer } from "#web/panels/connection/announcer-element.ts";
import { ShardlightConnection } from "#web/panels/connection/connection-element.ts";
import { ShardlightDetails } from "#web/panels/details/details-element.ts";
import { ShardlightFinder } from "#web/panels/finder/finder-element.ts";
import { ShardlightLook } from "#web/panels/look/look-element.ts";
import { ShardlightOverview } from "#web/panels/overview/overview-element.ts";
import { ShardlightProcesses } from "#web/panels/processes/processes-element.ts";
import { ShardlightCluster } from "#web/panels/shards/cluster-element.ts";
import { ShardlightGrid } from "#web/panels/shards/grid-element.ts";
import { ShardlightApp } from "./app-element.ts";

// The first one gives the others their feed; the finder comes last, for it speaks to all.
customElements.define("shardlight-app", ShardlightApp);
customElements.define("shardlight-overview", ShardlightOverview);
customElements.define("shardlight-connection", ShardlightConnection);
customElements.define("shardlight-grid", ShardlightGrid);
customElements.define("shardlight-cluster", ShardlightCluster);
customElements.define("shardlight-look", ShardlightLook);
customElements.define("shardlight-details", ShardlightDetails);
customElements.define("shardlight-processes", ShardlightProcesses);
customElements.define("shardlight-announcer", ShardlightAnnouncer);
customElements.define("shardlight-finder", ShardlightFinder);
