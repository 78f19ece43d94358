/** A process of a cluster. */
export interface ProcessChoice {
  readonly cluster: string;
  readonly boot: string;
}

/** Sent, bubbling, by who wants a process to be shown in its cluster's list. */
export class ShowProcessEvent extends CustomEvent<ProcessChoice> {
  static readonly type = "shardlight-show-process";

  constructor(detail: ProcessChoice) {
    super(ShowProcessEvent.type, { detail, bubbles: true });
  }
}
