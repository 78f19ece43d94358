import { DEFAULT_LOOK } from "#web/panels/look/look.ts";
import { readPageAssets } from "./assets.ts";
import { renderPage } from "./document.ts";
import { hostedPagePolicy } from "./headers.ts";

/** What a page on another host must know; the logo stays with the server. */
export interface HostedPage {
  /** `PAGE_SERVER_URL`: where the server answers, such as `https://status-api.example`. */
  readonly serverUrl: string;
  /** `BRAND_NAME` */
  readonly name: string;
  /** `BRAND_LINK` */
  readonly link: string | null;
  readonly webDistDir: string;
  /** Epoch ms. */
  readonly now: number;
}

const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

/**
 * The page as a file for another host. It holds no states: it asks the server, whose CORS_ORIGINS must name that host.
 * Throws an Error that says the remedy where the address is none or the page is not built.
 */
export const renderHostedPage = async ({
  serverUrl,
  name,
  link,
  webDistDir,
  now,
}: HostedPage): Promise<string> => {
  if (!isWebAddress(serverUrl))
    throw new Error("PAGE_SERVER_URL must be the server's address, such as https://status-api.example");
  if (link !== null && !isWebAddress(link))
    throw new Error("BRAND_LINK must be an address that starts with https:// or http://");
  const { origin, pathname } = new URL(serverUrl);
  const html = await renderPage({
    snapshot: null,
    branding: { name, link, logo: null },
    assets: readPageAssets(webDistDir),
    look: DEFAULT_LOOK,
    serverUrl: (origin + pathname).replace(/\/$/, ""),
    processes: null,
    policy: hostedPagePolicy(origin),
    finder: null,
    people: null,
    now,
    cells: () => "",
  });
  return `${html}\n`;
};
