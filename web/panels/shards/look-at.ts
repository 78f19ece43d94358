/** A shard that someone looks at, and the cell beside which to tell of it. */
export interface ShardLook {
  readonly cluster: string;
  readonly shard: number;
  readonly cell: HTMLElement;
  /** `glance` by pointer or focus ends when it leaves; `choice` stays until closed. */
  readonly by: "glance" | "choice";
}

/** Sent by a grid, bubbling: its detail is null when nothing is looked at any more. */
export class LookAtEvent extends CustomEvent<ShardLook | null> {
  static readonly type = "shardlight-look-at";

  constructor(detail: ShardLook | null) {
    super(LookAtEvent.type, { detail, bubbles: true });
  }
}
