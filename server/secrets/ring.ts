import type { Log } from "../log.ts";
import { type BoxKey, boxKeyOf } from "./key.ts";
import { KeyFault, keyFileBeside, makeKeyFile, makeKeyText, readKeyFile } from "./key-file.ts";

export interface RingParts {
  /** null: the key file beside the database. */
  readonly secretKey: string | null;
  readonly previousSecretKey: string | null;
  readonly databasePath: string;
  readonly log: Log;
}

/** All keys that are known. The key file is made when a key is first needed, and looked at again whenever it may have changed. */
export class KeyRing {
  readonly #log: Log;
  readonly #path: string | null;
  /** Not from a file: `SECRET_KEY`, or one that lives as long as a database in memory. */
  #given: BoxKey | null;
  readonly #known = new Map<string, BoxKey>();
  /** What the key file held when it was last read. */
  #text: string | null = null;
  /** What was logged, so that it is logged once. */
  readonly #said = new Set<string>();

  constructor({ secretKey, previousSecretKey, databasePath, log }: RingParts) {
    this.#log = log;
    this.#path = keyFileBeside(databasePath);
    this.#given = secretKey === null ? null : this.#learn(secretKey);
    if (previousSecretKey !== null) this.#learn(previousSecretKey);
  }

  /**
   * The key to seal with.
   * @throws KeyFault where there is none, and none can be made
   */
  toSeal(): BoxKey {
    if (this.#given !== null) return this.#given;
    const path = this.#path;
    if (path === null) {
      this.#given = this.#learn(makeKeyText());
      return this.#given;
    }
    const there = this.#read(path);
    if (there !== null) return there;
    // A file that was removed under the server comes back: what was sealed with it must open after a restart.
    makeKeyFile(path, this.#text ?? makeKeyText());
    const made = this.#read(path);
    if (made === null) throw new KeyFault(`the key file ${path} leads nowhere: remove it, or set SECRET_KEY`);
    this.#log.info(
      `passwords are encrypted with the key in ${path}; keep a copy of it, apart from the database's`,
    );
    return made;
  }

  /** The key of this id; undefined where it is not known. */
  find(id: string): BoxKey | undefined {
    if (!this.#known.has(id)) this.#tryRead();
    return this.#known.get(id);
  }

  /** The id of the key to seal with; null where none is there yet. */
  get currentId(): string | null {
    return (this.#given ?? this.#tryRead())?.id ?? null;
  }

  #learn(text: string): BoxKey {
    const key = boxKeyOf(text);
    this.#known.set(key.id, key);
    return key;
  }

  #read(path: string): BoxKey | null {
    const file = readKeyFile(path);
    if (file === null) return null;
    if (file.isOpenToOthers) {
      this.#say("warn", `the key file ${path} may be read by others than its owner: run chmod 600 on it`);
    }
    this.#text = file.text;
    return this.#learn(file.text);
  }

  #tryRead(): BoxKey | null {
    try {
      return this.#path === null ? null : this.#read(this.#path);
    } catch (error) {
      if (!(error instanceof KeyFault)) throw error;
      this.#say("error", error.message);
      return null;
    }
  }

  #say(level: "warn" | "error", sentence: string): void {
    if (this.#said.has(sentence)) return;
    this.#said.add(sentence);
    this.#log[level](sentence);
  }
}
