import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlayerServer } from "./test-people.ts";

let server: ReturnType<typeof createPlayerServer>;
beforeEach(() => {
  server = createPlayerServer();
});
afterEach(() => server.close());

test("every route of players is documented", async () => {
  const { paths } = (await server.ask(null, "GET", "/api/v1/openapi.json")).body;
  const names = Object.keys(paths).filter((path) => path.startsWith("/api/servers"));
  expect(names).toHaveLength(25);
  expect(
    paths["/api/servers/{id}/volume"].post.requestBody.content["application/json"].schema.properties,
  ).toHaveProperty("volume");
  const page = await (await server.app.request("/api")).text();
  for (const name of [...names, "/ws/{id}"]) expect(page).toContain(`<code>${name}</code>`);
});
