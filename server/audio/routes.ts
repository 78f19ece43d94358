import { type Context, Hono } from "hono";
import { z } from "zod";
import { announcedNodeSchema, nodePatchSchema } from "#protocol/audio.ts";
import { nodeDetailSchema, nodeListSchema, staffNodeSchema } from "#protocol/audio-view.ts";
import { AppError } from "../errors.ts";
import { askedIn } from "../http/asked.ts";
import { readJson } from "../http/body.ts";
import { forbidden, type Grant, type Guard, isStaff, unauthorized } from "../http/guard.ts";
import { documented } from "../http/openapi.ts";
import { requireStaffOr, type StaffDoor } from "../http/staff.ts";
import type { AudioNode } from "./node.ts";
import type { AudioService } from "./service.ts";

const announcedSchema = z.object({ id: z.string(), state: staffNodeSchema.shape.state });
const PATH = "/api/v1/audio/nodes";

export interface AudioRoutesDeps {
  readonly audio: AudioService;
  readonly guard: Guard;
  readonly door: StaffDoor;
  /** Whether anything of the nodes is public. */
  readonly isPublic: boolean;
  /** The agent that is linked for a node now. */
  readonly heardFrom: (node: AudioNode) => string | null;
}

/** Watch audio nodes, and say what becomes of them. */
export const audioRoutes = ({ audio, guard, door, isPublic, heardFrom }: AudioRoutesDeps) => {
  /** For which pools the asker is staff; null where it is anyone. */
  const staffIn = (c: Context): ((pool: string) => boolean) | null => {
    const asked = askedIn(c);
    if (asked.header("authorization") === undefined && door.staffOf(asked) !== null) return () => true;
    const verdict = guard(asked);
    const isGranted = typeof verdict === "object" && isStaff(verdict, asked);
    if (isGranted && verdict.may("ops")) return (pool) => verdict.may("ops", pool);
    // A wrong secret is told, and one for something else sees what anyone sees.
    if (!isPublic && isGranted) throw forbidden("ops");
    if (!isPublic || (!isGranted && c.req.header("authorization") !== undefined)) throw unauthorized();
    return null;
  };
  /** A node that the asker may steer; one that is not theirs does not exist. */
  const own = (id: string, grant: Grant): AudioNode => {
    audio.book.assertLoaded();
    const node = audio.book.find(id);
    if (node === undefined || !grant.may("ops", node.pool)) throw unknownNode();
    return node;
  };
  return new Hono()
    .get(
      PATH,
      documented({
        tag: "audio",
        summary: "All audio nodes",
        description:
          "With a token of scope ops: everything about the nodes of its pools. Without: what AUDIO_PUBLIC names.",
        answer: { schema: nodeListSchema, description: "in the order in which they were announced" },
        errors: [401, 403, 429, 503],
        scope: "ops",
        isPublic: true,
      }),
      (c) => {
        const isOwn = staffIn(c);
        if (isOwn === null)
          return c.json({ visible: "public" as const, nodes: audio.publicFeed.views() ?? [] });
        audio.book.assertLoaded();
        const nodes = [...audio.book.all()].filter(({ pool }) => isOwn(pool));
        return c.json({ visible: "all" as const, nodes: nodes.map((node) => audio.reader.staffView(node)) });
      },
    )
    .get(
      `${PATH}/:id`,
      documented({
        tag: "audio",
        summary: "One audio node with its last hour, and its history for staff",
        answer: { schema: nodeDetailSchema, description: "the node" },
        errors: [401, 403, 404, 429, 503],
        scope: "ops",
        isPublic: true,
      }),
      (c) => {
        const isOwn = staffIn(c);
        audio.book.assertLoaded();
        const node = audio.book.find(c.req.param("id"));
        if (node === undefined) throw unknownNode();
        const isFromStaff = isOwn?.(node.pool) ?? false;
        if (!isFromStaff && !audio.publicFeed.isShown(node)) throw unknownNode();
        return c.json(audio.detail(node, isFromStaff));
      },
    )
    .post(
      PATH,
      documented({
        tag: "audio",
        summary: "Announce an audio node without an agent",
        description:
          "The server then looks at it by itself, and has to reach it. A name that is known already is the same node: " +
          "its address and password are taken anew.",
        body: announcedNodeSchema,
        answer: { status: 201, schema: announcedSchema, description: "kept" },
        errors: [400, 401, 403, 404, 409, 413, 429, 503],
        scope: "announce",
      }),
      requireStaffOr(guard, door, "announce", "ops"),
      async (c) => {
        const announced = await readJson(c, announcedNodeSchema);
        const grant = c.get("grant");
        if (!grant.stands()) throw unauthorized();
        if (!grant.may("announce", announced.pool) && !grant.may("ops", announced.pool))
          throw forbidden("announce", "ops");
        const { id, state } = await audio.announce(announced, { by: null, heardFrom });
        return c.json({ id, state }, 201);
      },
    )
    .patch(
      `${PATH}/:id`,
      documented({
        tag: "audio",
        summary: "Drain, retire or return a node, override what is measured, leave a note",
        body: nodePatchSchema,
        answer: { schema: staffNodeSchema, description: "the node as it is now; kept" },
        errors: [400, 401, 403, 404, 409, 413, 429, 503],
        scope: "ops",
      }),
      requireStaffOr(guard, door, "ops"),
      async (c) => {
        own(c.req.param("id"), c.get("grant"));
        const patch = await readJson(c, nodePatchSchema);
        if (!c.get("grant").stands()) throw unauthorized();
        return c.json(await audio.patch(own(c.req.param("id"), c.get("grant")).id, patch));
      },
    )
    .delete(
      `${PATH}/:id`,
      documented({
        tag: "audio",
        summary: "Forget a node with its history",
        description:
          "Bots drop it at once. An agent that still runs announces it anew: stop that first, or retire the node.",
        answer: { status: 204, description: "kept" },
        errors: [401, 403, 404, 429, 503],
        scope: "ops",
      }),
      requireStaffOr(guard, door, "ops"),
      async (c) => {
        await audio.remove(own(c.req.param("id"), c.get("grant")).id);
        return c.body(null, 204);
      },
    );
};

const unknownNode = () =>
  new AppError("unknown_node", "no such audio node; GET /api/v1/audio/nodes lists them");
