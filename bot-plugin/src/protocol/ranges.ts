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

/** No cluster has more shards than this and one. */
const LARGEST_ID = 65_535;

/** The ids of a text made by `encodeRanges`, in order; throws a `RangeError` where it is none, before it goes on for ever. */
export function* decodeRanges(ranges: ShardRanges): Generator<number> {
  if (ranges === "") return;
  let least = 0;
  for (const range of ranges.split(",")) {
    const dash = range.indexOf("-");
    const first = Number(dash < 0 ? range : range.slice(0, dash));
    const last = dash < 0 ? first : Number(range.slice(dash + 1));
    const isAscending = least <= first && first <= last && last <= LARGEST_ID;
    if (!isAscending) throw new RangeError(`no range of shards: ${range.slice(0, 20)}`);
    for (let id = first; id <= last; id += 1) yield id;
    least = last + 1;
  }
}
