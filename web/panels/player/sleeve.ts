const TILES = 4;
const SIZE = 24;

/** FNV-1a, 32 bit (http://www.isthe.com/chongo/tech/comp/fnv/). */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
};

/** A quarter of a disc in a tile of the sleeve. */
export interface SleeveTile {
  readonly path: string;
  readonly tint: 1 | 2 | 3;
}

/** The picture that stands in for a track's artwork: its own, always the same, made of nothing but its name. */
export interface Sleeve {
  /** Degrees. */
  readonly hue: number;
  readonly tiles: readonly SleeveTile[];
}

/** Side of the square that the tiles fill. */
export const SLEEVE_SIZE = TILES * SIZE;

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

const tileOf = (index: number, bits: number): SleeveTile => {
  const [left, top] = [(index % TILES) * SIZE, Math.floor(index / TILES) * SIZE];
  const [cx, cy] = CORNERS[bits & 3] ?? CORNERS[0];
  const [x, y] = [left + cx * SIZE, top + cy * SIZE];
  const [toX, toY] = [left + (1 - cx) * SIZE, top + (1 - cy) * SIZE];
  const sweep = cx === cy ? 1 : 0;
  const tint = (((bits >> 2) % 3) + 1) as SleeveTile["tint"];
  return { path: `M${x} ${y}H${toX}A${SIZE} ${SIZE} 0 0 ${sweep} ${x} ${toY}Z`, tint };
};

/** The sleeve of a track. */
export const sleeveOf = (title: string, author: string): Sleeve => {
  const name = `${title}\n${author}`;
  const tiles = Array.from({ length: TILES * TILES }, (_, index) =>
    tileOf(index, hashOf(`${index} ${name}`) >>> 7),
  );
  return { hue: hashOf(name) % 360, tiles };
};
