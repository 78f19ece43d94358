import type { Ground } from "./ground.ts";

const FILTERS = ["volume", "equalizer", "karaoke", "timescale", "tremolo", "vibrato", "rotation", "lowPass"];
const BUILT_AT = 1_775_900_000_000;
const GIT = { branch: "master", commit: "d7d5a542", commitTime: BUILT_AT };

/** `GET /v4/info`, in either program's way. */
export const infoOf = ({ kind, version, sources, plugins }: Ground) => {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const numbers = { semver: version, major, minor, patch };
  const same = { buildTime: BUILT_AT, git: GIT, sourceManagers: sources, filters: FILTERS };
  return kind === "nodelink"
    ? {
        version: { ...numbers, prerelease: [], build: [] },
        ...same,
        node: "v22.12.0",
        voice: { name: "@performanc/voice", version: "github:PerformanC/voice" },
        isNodelink: true,
        plugins: plugins.map((plugin) => ({ ...plugin, author: null, path: null })),
      }
    : {
        version: { ...numbers, preRelease: null, build: null },
        ...same,
        jvm: "17.0.14",
        lavaplayer: "2.2.6",
        plugins,
      };
};
