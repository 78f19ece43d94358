/** Gains of the equalizer that Lavalink and discord-player have in common, from the lowest band up. */
export const BASSBOOST_GAINS: readonly number[] = [0.25, 0.2, 0.15, 0.1, 0.05];
