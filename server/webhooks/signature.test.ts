import { expect, test } from "vitest";
import { signedHeaders, signingKey } from "./signature.ts";

test("the example of the specification's authors comes out as they have it", () => {
  const key = signingKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: 1_614_265_330_999,
    body: '{"test": 2432232314}',
  };
  expect(signedHeaders(key, message)).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test.each([
  ["whsec_aGVsbG8gd29ybGQ=", "hello world"],
  ["whsec_aGVsbG8gd29ybGQh", "hello world!"],
  ["whsec_aGVsbG8gd29ybGQ", "whsec_aGVsbG8gd29ybGQ"],
  ["whsec_", "whsec_"],
  ["whsec_not base64!", "whsec_not base64!"],
  ["aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQ="],
  ["ein schlüssel", "ein schlüssel"],
])("the secret %s stands for the key %s", (secret, key) => {
  expect(signingKey(secret).toString("utf8")).toBe(key);
});
