/** Hosts that pictures may come from: names, `*.name` for all below it, and origins of this machine for tests. */
export type PictureHosts = readonly string[];

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** A name of two labels or more whose last is no number: no IP address, and no whole top-level domain behind a `*`. */
const HOST = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)+(?=[^.]*[a-z])${LABEL}$`);
const TEST_ORIGIN = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

const isTestOrigin = (host: string): boolean => TEST_ORIGIN.test(host);

/** Whether it names hosts as `PictureHosts` wants it; in lower case. */
export const isPictureHost = (host: string): boolean =>
  (host.length <= 253 && HOST.test(host)) || isTestOrigin(host);

/** Networks that these hosts may lie in though they are not public; for tests. */
export const ownNetworks = (hosts: PictureHosts): readonly string[] =>
  hosts.some(isTestOrigin) ? ["127.0.0.1"] : [];

/** The address as it is asked for, if its picture may be asked for at all: by https on its usual port, without a user. */
export const allowedAddress = (address: string, hosts: PictureHosts): string | null => {
  if (hosts.length === 0 || !URL.canParse(address)) return null;
  const url = new URL(address);
  url.hash = "";
  const { origin, protocol, hostname, port, username, password } = url;
  if (username !== "" || password !== "") return null;
  const isAllowed =
    (isTestOrigin(origin) && hosts.includes(origin)) ||
    (protocol === "https:" && port === "" && hosts.some((host) => matches(hostname, host)));
  return isAllowed ? url.href : null;
};

const matches = (hostname: string, host: string): boolean =>
  host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host;
