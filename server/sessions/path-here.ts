const LONGEST = 512;
/** Any host does: what leads away from it leads away from every other. */
const HERE = "http://here.invalid";

/** Where to go after a sign-in: a path of this server as it was asked for, or `/` where it would lead elsewhere. */
export const pathHere = (asked: string | undefined): string => {
  if (asked === undefined || asked.length > LONGEST || !asked.startsWith("/")) return "/";
  if (!URL.canParse(asked, HERE)) return "/";
  const { origin, pathname, search, hash } = new URL(asked, HERE);
  // A path such as /.//host is written as //host once it is resolved, which is another host.
  const isElsewhere = origin !== HERE || pathname.startsWith("//");
  // A sign-in that ends in a sign-in would go round.
  return isElsewhere || pathname.startsWith("/auth/") ? "/" : `${pathname}${search}${hash}`;
};
