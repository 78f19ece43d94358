/**
 * Ends a bot in an orderly way at SIGTERM, and at once when whoever started it is gone.
 * @param leave resolves when the process may end
 */
export const liveUntilTold = (leave) => {
  if (!process.env.BOT_DIES_ABRUPTLY) process.once("SIGTERM", () => leave().then(() => process.exit(0)));
  process.once("disconnect", () => process.exit(0));
  // Ctrl-C in a terminal reaches every process there; whoever started the bot ends it.
  process.on("SIGINT", () => {});
};
