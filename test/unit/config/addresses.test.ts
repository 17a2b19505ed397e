import { expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const house = (voice: string): string => `${HOUSE}voice: { ${voice} }\n`;

it.each([
  ["no address", 'wyoming: { listen: "10400" }', /expected tcp:\/\/HOST:PORT/],
  ["no host", 'wyoming: { listen: "tcp://:10400" }', /expected tcp:\/\/HOST:PORT/],
  [
    "no port that there is",
    'wyoming: { listen: "tcp://127.0.0.1:70000" }',
    /expected a port from 1 to 65535/,
  ],
  [
    "where the embedded broker listens",
    'wyoming: { listen: "tcp://0.0.0.0:1883" }',
    /this is the address of the MQTT broker \(127\.0\.0\.1:1883\)/,
  ],
  [
    "the service that hears for Gatehouse",
    'stt: { wyoming: "tcp://127.0.0.1:10400" }, wyoming: { listen: "tcp://localhost:10400" }',
    /this is the address of the service of voice\.stt/,
  ],
  [
    "the service that wakes Gatehouse",
    'wake: { phrase: okay nabu, wyoming: "tcp://127.0.0.1:10400" }, wyoming: { listen: "tcp://127.0.0.1:10400" }',
    /this is the address of the service of voice\.wake/,
  ],
  [
    "the service that speaks for Gatehouse",
    'reply: { wyoming: "tcp://10.0.0.2:10200" }, wyoming: { listen: "tcp://10.0.0.2:10200" }',
    /this is the address of the service of voice\.reply/,
  ],
])("an address to listen on that is %s is refused", async (_, voice, message) => {
  const problems = (await problemsOf({ config: house(voice) })).map(headOf);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
  expect(problems[0]).not.toMatch(/warning/);
});

it("a service that hears the wake phrase needs the phrase as well", async () => {
  const config = house('wake: { model: okay_nabu, wyoming: "tcp://127.0.0.1:10400" }');
  expect((await problemsOf({ config })).map(headOf)).toEqual([
    expect.stringMatching(
      /expected `phrase:` beside `wyoming:` or `sherpa:`, the words that are listened for/,
    ),
  ]);
});

it("an external broker's address is not to listen on either, its usual port understood", async () => {
  const config = house('wyoming: { listen: "tcp://127.0.0.1:1883" }').replace(
    "mqtt: embedded",
    "mqtt: { url: 'mqtt://localhost' }",
  );
  expect((await problemsOf({ config })).map(headOf)).toEqual([
    expect.stringMatching(/this is the address of the MQTT broker \(localhost:1883\)/),
  ]);
});

it.each(["tcp://127.0.0.1:10400", "tcp://[::1]:10400", "tcp://192.168.1.5:10400/"])(
  "%s is an address to listen on",
  async (listen) => {
    expect(await problemsOf({ config: house(`wyoming: { listen: "${listen}" }`) })).toEqual([]);
  },
);

it.each(["tcp://0.0.0.0:10400", "tcp://[::]:10400"])("%s lets everybody in, and says so", async (listen) => {
  const problems = (await problemsOf({ config: house(`wyoming: { listen: "${listen}" }`) })).map(headOf);
  expect(problems).toEqual([expect.stringMatching(/warning: .*whoever reaches the machine may use it/)]);
});
