/** Shard ids as text, such as `0-255,300`: ascending, each range once. The empty text holds no id. */
export type ShardRanges = string;

/** Encodes ascending ids without doubles. */
export const encodeRanges = (ids: Iterable<number>): ShardRanges => {
  const ranges: string[] = [];
  let first = -1;
  let last = -1;
  const close = () => {
    if (first >= 0) ranges.push(first === last ? `${first}` : `${first}-${last}`);
  };
  for (const id of ids) {
    if (first >= 0 && id === last + 1) {
      last = id;
      continue;
    }
    close();
    first = id;
    last = id;
  }
  close();
  return ranges.join(",");
};

/** The ids of a text made by `encodeRanges`, in order. */
export function* decodeRanges(ranges: ShardRanges): Generator<number> {
  if (ranges === "") return;
  for (const range of ranges.split(",")) {
    const dash = range.indexOf("-");
    const first = Number(dash < 0 ? range : range.slice(0, dash));
    const last = dash < 0 ? first : Number(range.slice(dash + 1));
    for (let id = first; id <= last; id += 1) yield id;
  }
}
