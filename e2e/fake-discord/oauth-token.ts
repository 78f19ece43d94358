import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { OAuthCodes } from "./oauth-codes.ts";

/** The application, as it is registered. */
interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly codes: OAuthCodes;
}

const isClient = ({ clientId, clientSecret }: Client, request: IncomingMessage, form: URLSearchParams) => {
  const [scheme, encoded = ""] = (request.headers.authorization ?? "").split(" ");
  const [id, secret] =
    scheme === "Basic"
      ? Buffer.from(encoded, "base64").toString().split(":").map(decodeURIComponent)
      : [form.get("client_id"), form.get("client_secret")];
  return id === clientId && secret === clientSecret;
};

/** Gives an application a token for a code; for forms alone, and to who knows the secret. */
export const tokenAnswer = (
  client: Client,
  request: IncomingMessage,
  form: URLSearchParams,
): readonly [status: number, body: object] => {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\b/.test(type))
    return [415, { message: "415: Unsupported Media Type", code: 0 }];
  if (!isClient(client, request, form)) return [401, { error: "invalid_client" }];
  if (form.get("grant_type") !== "authorization_code") return [400, { error: "unsupported_grant_type" }];
  const given = client.codes.exchange(form);
  if (given === null)
    return [400, { error: "invalid_grant", error_description: 'Invalid "code" in request.' }];
  const tokens = {
    access_token: given.token,
    refresh_token: client.codes.remember(randomBytes(16).toString("hex")),
  };
  return [200, { ...tokens, token_type: "Bearer", expires_in: 604_800, scope: given.scopes.join(" ") }];
};
