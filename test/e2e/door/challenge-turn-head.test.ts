import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developmentData } from "../../fakes/development-data.ts";
import type { Jpeg } from "../../fakes/jpeg-camera.ts";
import { AskedDoor, FACE_OF_SIGNER, picturesOf, SPEAK_SILENTLY } from "../asked-door.ts";
import type { AnyEvent } from "../daemon.ts";
import { ffmpegInstalled, gatehouse } from "../door.ts";

const data = developmentData();
const signers = join(data ?? "", "video/signers");

type Side = "left" | "right";

/** What a real person did before a webcam, in the order in which a test needs it. */
interface Acts {
  /** Looks at the camera. */
  readonly rests: readonly Jpeg[];
  /** Turns the head to that side, keeps it there for a moment, and turns it back. */
  readonly turns: Readonly<Record<Side, readonly Jpeg[]>>;
}

/** The person of this clip turns the head to the left once, a second after its begin; mirrored it is the right. */
async function actsOf(door: AskedDoor): Promise<Acts> {
  const clip = join(signers, "signerC_learn.mkv");
  const left = await picturesOf(door.house, clip, FACE_OF_SIGNER);
  const right = await picturesOf(door.house, clip, `${FACE_OF_SIGNER},hflip`);
  return { rests: left.slice(52, 61), turns: { left: turned(left), right: turned(right) } };
}

/** Every second picture, for the camera shows half as many; what it shows of the turned head lasts for a second. */
function turned(pictures: readonly Jpeg[]): readonly Jpeg[] {
  const every2nd = (from: number, to: number): Jpeg[] =>
    pictures.slice(from, to).filter((_, i) => i % 2 === 0);
  const there = every2nd(28, 37);
  return [...every2nd(14, 28), ...there, ...there.toReversed(), ...there, ...every2nd(37, 52)];
}

describe.skipIf(data === null || !ffmpegInstalled)(
  "a door that asks for turns of the head (needs ffmpeg, the fetched models and the development data)",
  () => {
    let door: AskedDoor;
    let acts: Acts;

    beforeAll(async () => {
      const from = ["book", "school", "walk"].map((word) => join(signers, `signerC_${word}.mkv`));
      door = await AskedDoor.open({
        challenge: "turn-head",
        enrolled: { name: "cora", from },
        speak: SPEAK_SILENTLY,
      });
      acts = await actsOf(door);
    }, 120_000);

    afterAll(() => door.close());

    /** Where the head was to be turned to, prompt by prompt. */
    const heard: Side[] = [];

    /** Does what is asked, in its own way, until the request has ended. */
    const obeys = (
      request: string,
      move: (asked: Side, attempt: number) => readonly Jpeg[],
    ): Promise<AnyEvent> =>
      door.obeys(request, async (said, attempt) => {
        const [side] = /(left|right)(?=, and back)/.exec(said) ?? [];
        if (side !== "left" && side !== "right") throw new Error(`that is no turn: ${said}`);
        heard.push(side);
        await door.camera.play(move(side, attempt));
      });

    it("stays locked for who does not turn, and then turns the other way, and says why", async (test) => {
      const { end: denied, failures } = await door.undisturbed(test, async () =>
        obeys(await door.isChallenged(acts.rests), (side, attempt) =>
          attempt === 1 ? [] : acts.turns[side === "left" ? "right" : "left"],
        ),
      );
      expect(
        failures.map(({ why }) => why),
        door.story(),
      ).toEqual([
        expect.stringMatching(/^The head was not turned to the (left|right) in time\.$/),
        expect.stringMatching(/^The head was turned to the other side; the (left|right) was asked for\.$/),
      ]);
      expect(denied).toMatchObject({ name: "request.denied", code: "CHALLENGE_FAILED" });
      expect(denied["reason"]).toMatch(/^cora was asked to turn the head, and that was not passed\. /);
      expect(door.lock.received).toEqual([]);
    }, 300_000);

    it("does not tell anybody where to turn before it is over", () => {
      const { messages } = door.hub;
      const open = messages.slice(
        0,
        messages.findIndex(({ payload }) => payload.includes("challenge.failed")),
      );
      expect(open.map(({ topic }) => topic)).toContain("gatehouse/test/event/challenge.issued");
      for (const { payload } of open) expect(payload).not.toMatch(/turns|to the (left|right)|"asked"/);
      expect(door.daemon.log).not.toMatch(/to the (left|right)/);
    });

    it("asks nobody again at once", async () => {
      const denied = await door.ending(await door.askToOpen());
      expect(denied).toMatchObject({ name: "request.denied", code: "CHALLENGE_BACK_OFF" });
      expect(denied["reason"]).toMatch(
        /^A challenge has failed at front_door; the next one is possible in \d+ s\.$/,
      );
    });

    it("opens for who turns the head as asked, locks again, and can say what that rests on", async (test) => {
      await door.goes();
      const { end } = await door.undisturbed(test, async () =>
        obeys(await door.isChallenged(acts.rests), (side) => acts.turns[side]),
      );
      expect(end, door.story()).toMatchObject({ name: "request.completed", device: "front_door_lock" });
      const passed = door.hub.events.find(({ name }) => name === "challenge.passed");
      expect(passed).toMatchObject({ kind: "turn-head", person: "cora", request: end["request"] });
      const turns = (passed?.["facts"] as { turns: string }).turns.split(", ");
      expect(turns).toEqual(heard.slice(-turns.length));
      await door.hub.event("device.changed", {
        where: ({ state, from }) => state === "LOCKED" && from === "LOCKING",
      });
      expect(door.lock.received).toEqual(["UNLOCK", "LOCK"]);
      const why = await gatehouse(door.house, ["why", String(end["request"])]);
      expect(why).toMatch(/ challenged +cora was asked to turn the head at front_door, attempt \d of 2$/m);
      expect(why).toMatch(/ passed +cora passed it: turn the head/m);
      expect(why).toMatch(
        / allowed +cora was recognised at front_door .* and cora turned the head as asked\.$/m,
      );
    }, 300_000);
  },
);
