import type { Message, PlayerGround, Start, Voice } from "./player-ground.ts";
import { Playhead } from "./playhead.ts";
import type { Track } from "./tracks.ts";

type EndReason = "finished" | "loadFailed" | "stopped" | "replaced" | "cleanup";

const VOICE_PING_MS = 50;

/** One guild's player: its track is heard, and so comes to its end, only while voice is connected. */
export class Player {
  readonly guildId: string;
  readonly #ground: PlayerGround;
  readonly #playhead = new Playhead();
  #track: Track | null = null;
  #isStuck = false;
  #isPaused = false;
  #isConnected = false;
  #voice: Voice = { token: "", endpoint: "", sessionId: "" };
  #fateTimer: NodeJS.Timeout | undefined;
  #updates: NodeJS.Timeout | undefined;
  volume = 100;
  filters: Readonly<Record<string, unknown>> = {};

  constructor(guildId: string, ground: PlayerGround) {
    this.guildId = guildId;
    this.#ground = ground;
  }

  get track(): Track | null {
    return this.#track;
  }

  get isPlaying(): boolean {
    return this.#track !== null && !this.#isPaused;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get voice(): Voice {
    return this.#voice;
  }

  play(track: Track, { positionMs, endTimeMs, isPaused }: Start): void {
    this.#end("replaced");
    const fate = this.#ground.fateOf(track.info);
    this.#track = track;
    this.#isPaused = isPaused;
    const lengthMs = fate.kind === "ends" ? fate.afterMs : track.info.length;
    this.#playhead.endAt(Math.min(endTimeMs ?? Infinity, lengthMs), () => this.#end("finished"));
    this.#playhead.moveTo(positionMs);
    this.#event("TrackStartEvent", { track });
    this.#updates = setInterval(() => this.tell(), this.#ground.updateEveryMs);
    this.tell();
    if (fate.kind === "fails") {
      this.#fateTimer = setTimeout(() => {
        this.#event("TrackExceptionEvent", { track: this.#track, exception: fate.exception });
        this.#end("loadFailed");
      }, fate.afterMs);
    } else if (fate.kind === "sticks") {
      this.#fateTimer = setTimeout(() => this.#stick(fate.thresholdMs), fate.afterMs);
    }
    this.#run();
  }

  stop(): void {
    this.#end("stopped");
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#run();
  }

  seek(positionMs: number): void {
    if (this.#track === null) return;
    this.#playhead.moveTo(Math.min(Math.max(0, positionMs), this.#track.info.length));
    this.tell();
  }

  endAt(endTimeMs: number): void {
    this.#playhead.endAt(endTimeMs, () => this.#end("finished"));
  }

  attachUserData(userData: Track["userData"]): void {
    if (this.#track !== null) this.#track = { ...this.#track, userData };
  }

  connect(voice: Voice): void {
    this.#voice = voice;
    this.#isConnected = true;
    this.#run();
    this.tell();
  }

  /** Discord closes the voice connection, with one of its own codes. */
  closeVoice(code: number, reason: string): void {
    this.#isConnected = false;
    this.#run();
    this.#event("WebSocketClosedEvent", { code, reason, byRemote: true });
    this.tell();
  }

  /** playerUpdate, now. */
  tell(): void {
    this.#ground.send({ op: "playerUpdate", guildId: this.guildId, state: this.#state() });
  }

  /** No more is heard of it. */
  vanish(): void {
    this.#track = null;
    this.#clear();
  }

  toJSON(): Message {
    const { guildId, volume, filters } = this;
    const track = this.#track && {
      ...this.#track,
      info: { ...this.#track.info, position: Math.round(this.#playhead.ms) },
    };
    return {
      guildId,
      track,
      volume,
      paused: this.#isPaused,
      state: this.#state(),
      voice: this.#voice,
      filters,
    };
  }

  #state() {
    const position = this.#track === null ? 0 : Math.round(this.#playhead.ms);
    const connected = this.#isConnected;
    return { time: Date.now(), position, connected, ping: connected ? VOICE_PING_MS : -1 };
  }

  #event(type: string, fields: Message): void {
    this.#ground.send({ op: "event", type, guildId: this.guildId, ...fields });
  }

  #stick(thresholdMs: number): void {
    this.#isStuck = true;
    this.#run();
    this.#event("TrackStuckEvent", { track: this.#track, thresholdMs });
    this.tell();
  }

  #run(): void {
    this.#playhead.run(this.isPlaying && this.#isConnected && !this.#isStuck);
  }

  #end(reason: EndReason): void {
    const track = this.#track;
    this.vanish();
    if (track !== null) this.#event("TrackEndEvent", { track, reason });
  }

  #clear(): void {
    clearTimeout(this.#fateTimer);
    clearInterval(this.#updates);
    this.#isStuck = false;
    this.#playhead.run(false);
  }
}
