/** The user that every bot of this fake is. */
export const BOT_USER = { id: "175928847299117063", username: "fake", discriminator: "0", bot: true };

export const APPLICATION = { id: BOT_USER.id, flags: 0 };
