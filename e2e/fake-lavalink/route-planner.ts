import { Fault } from "./fault.ts";

/** Addresses in one /64, as which RotatingNano counts blocks. */
const NANO_BLOCK = 2n ** 64n;

export interface FailingAddress {
  /** With a slash before it, as Java prints it. */
  readonly failingAddress: string;
  readonly failingTimestamp: number;
  readonly failingTime: string;
}

/** Which planner is configured: none, one that tells, or one whose status cannot be had. */
export type PlannerScript = "none" | "broken" | { readonly class: string; readonly prefixLength: number };

const failing = (address: string, at: number): FailingAddress => ({
  failingAddress: `/${address}`,
  failingTimestamp: at,
  failingTime: new Date(at).toString(),
});

/** The route planner; marks nothing by itself, as behind the youtube plugin. */
export class RoutePlanner {
  #script: PlannerScript = "none";
  #blockIndex = 0n;
  #failing: FailingAddress[] = [];

  script(script: PlannerScript): void {
    this.#script = script;
    this.#blockIndex = 0n;
    this.#failing = [];
  }

  /** An address failed at `at`; RotatingNano goes on to the next /64, and from the last to the first. */
  fail(address: string, at = Date.now()): void {
    this.#failing.push(failing(address, at));
    this.#blockIndex += 1n;
    if (this.#blockIndex >= this.#size() / NANO_BLOCK) this.#blockIndex = 0n;
  }

  /** @throws Fault 500 where it is broken; null where there is none. */
  status() {
    if (this.#script === "none") return null;
    if (this.#script === "broken") throw new Fault(500, "Internal Server Error");
    const ipBlock = { type: "Inet6Address", size: String(this.#size()) };
    const details = { ipBlock, failingAddresses: this.#failing, ...this.#place(this.#script.class) };
    return { class: this.#script.class, details };
  }

  /** @throws Fault 500 where there is none. */
  free(address: string | "all"): void {
    if (this.#script === "none") throw new Fault(500, "Can't access disabled route planner");
    this.#failing =
      address === "all" ? [] : this.#failing.filter(({ failingAddress }) => failingAddress !== `/${address}`);
  }

  #place(plannerClass: string) {
    const failures = String(this.#failing.length);
    if (plannerClass === "RotatingNanoIpRoutePlanner") {
      return { blockIndex: String(this.#blockIndex), currentAddressIndex: "1" };
    }
    if (plannerClass === "NanoIpRoutePlanner") return { currentAddressIndex: "1" };
    if (plannerClass !== "RotatingIpRoutePlanner") return {};
    return { rotateIndex: failures, ipIndex: failures, currentAddress: "/2001:db8::1" };
  }

  #size(): bigint {
    return typeof this.#script === "string" ? NANO_BLOCK : 2n ** BigInt(128 - this.#script.prefixLength);
  }
}
