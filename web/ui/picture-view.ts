import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

/** Whether it is a picture that this server shows; the page asks no other host. */
export const isOwnPicture = (path: string | null): path is string => path?.startsWith("/pictures/") ?? false;

const show = ({ currentTarget }: Event): void => {
  if (currentTarget instanceof HTMLImageElement) currentTarget.toggleAttribute("data-shown", true);
};

/** A picture over what is drawn in its place, which is seen until it has come, and where it does not. @param side of its square, in px */
export const pictureView = (path: string | null, side: number): unknown =>
  isOwnPicture(path)
    ? // One element shows one picture, so that none is taken for the one before.
      keyed(
        path,
        html`<img class="picture" src=${path} alt="" width=${side} height=${side} loading="lazy" decoding="async" draggable="false" @load=${show}>`,
      )
    : nothing;
