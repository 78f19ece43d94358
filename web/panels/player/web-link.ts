/** The address if a browser may follow it; null for `javascript:` and all else that is no web page. */
export const webLink = (uri: string | null): string | null => {
  if (uri === null || !URL.canParse(uri)) return null;
  const { protocol, href } = new URL(uri);
  return protocol === "https:" || protocol === "http:" ? href : null;
};
