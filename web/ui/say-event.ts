/** Sent, bubbling, when something is to be spoken at once. */
export class SayEvent extends CustomEvent<string> {
  static readonly type = "shardlight-say";

  constructor(words: string) {
    super(SayEvent.type, { detail: words, bubbles: true });
  }
}
