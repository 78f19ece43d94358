import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Updates an element every second while the page is in view, so that ages count up. */
export class SecondsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isWanted: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param isWanted asked each second; nothing happens where it says no */
  constructor(host: ReactiveControllerHost, isWanted: () => boolean = () => true) {
    this.#host = host;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => {
      if (!document.hidden && this.#isWanted()) this.#host.requestUpdate();
    }, 1_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
