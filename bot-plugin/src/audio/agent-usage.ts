/** What the command line of the agent takes. */
export const AGENT_USAGE = `npx @shardlight/bot node-agent --url URL --address URL [options]

Runs beside a Lavalink v4 server: announces it to a Shardlight status page, looks at it and tells.
Each option can be a variable instead; an option wins.
  --url            SHARDLIGHT_URL         the status page, such as https://status.example
  --address        NODE_ADDRESS           where bots reach the node, such as http://203.0.113.7:2333
  --reach-as       NODE_REACH_AS          where this agent reaches it, such as http://127.0.0.1:2333; default: --address
  --name           NODE_NAME              its name in the pool; default: this machine's
  --pool           NODE_POOL              default: main
  --label          NODE_LABEL             what people call it; default: its name
  --region         NODE_REGION            where it is, such as eu-west
  --canary         NODE_CANARY            loaded every 5 min, such as ytsearch:news
  --token-file     SHARDLIGHT_TOKEN_FILE  holds a token with scope announce; or SHARDLIGHT_TOKEN
  --password-file  NODE_PASSWORD_FILE     holds the node's password; or NODE_PASSWORD`;
