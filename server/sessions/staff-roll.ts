import type { Clock, MonotonicMs } from "../clock.ts";
import type { Session } from "./session.ts";
import type { Staff } from "./settings.ts";

/** Roles of a member, as a bot knows them. */
export type RolesOf = (userId: string, guildId: string) => Promise<readonly string[]>;

/** After so long a bot is asked again who has a role. */
const ASK_EVERY_MS = 60_000;
const MAX_KNOWN = 10_000;

/** Knows who is staff: named by the operator, or by a role that bots know of. */
export class StaffRoll {
  readonly #staff: Staff;
  readonly #rolesOf: RolesOf;
  readonly #clock: Clock;
  /** By user. */
  readonly #byRole = new Map<string, { readonly isStaff: boolean; readonly at: MonotonicMs }>();

  constructor(parts: { readonly staff: Staff; readonly rolesOf: RolesOf; readonly clock: Clock }) {
    this.#staff = parts.staff;
    this.#rolesOf = parts.rolesOf;
    this.#clock = parts.clock;
  }

  /** As far as is known now; a role is asked for beside. Whom a bot let in is who the bot says: never staff. */
  has({ userId, via }: Session): boolean {
    if (via !== "oauth") return false;
    if (this.#staff.userIds.includes(userId)) return true;
    if (this.#staff.roles.length === 0) return false;
    const known = this.#byRole.get(userId);
    if (known === undefined || this.#clock.monotonic() - known.at >= ASK_EVERY_MS) void this.ask(userId);
    return known?.isStaff ?? false;
  }

  /** Asks the bots; never rejects, and takes no longer than they may. */
  async ask(userId: string): Promise<void> {
    const { roles } = this.#staff;
    if (roles.length === 0) return;
    this.#note(userId, this.#byRole.get(userId)?.isStaff ?? false);
    const found = await Promise.all(
      roles.map(async ({ guildId, roleId }) => {
        const theirs = await this.#rolesOf(userId, guildId).catch((): readonly string[] => []);
        return theirs.includes(roleId);
      }),
    );
    this.#note(userId, found.includes(true));
  }

  #note(userId: string, isStaff: boolean): void {
    this.#byRole.delete(userId);
    this.#byRole.set(userId, { isStaff, at: this.#clock.monotonic() });
    const [oldest] = this.#byRole.keys();
    if (this.#byRole.size > MAX_KNOWN && oldest !== undefined) this.#byRole.delete(oldest);
  }
}
