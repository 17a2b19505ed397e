import { describe, expect, it } from "vitest";
import { problemsOf, headOf } from "../../fakes/checked-house.ts";

const config = (voice: string): string =>
  `node: front\nmqtt: embedded\nmicrophones: { hall: { source: "alsa:default" } }\nmodes: { home: {}, away: { leave: { guard: [{ by: code }] } } }\nvoice:\n${voice}`;
const rule = (trigger: string, actions = "[{ action: speak, text: yes }]"): string =>
  `rules:\n  - id: one\n    triggers:\n      - { trigger: voice, ${trigger} }\n    actions: ${actions}\n`;
const heads = async (voice: string, rules: string): Promise<string[]> =>
  (await problemsOf({ config: config(voice), rules }))
    .map(headOf)
    .filter((head) => !head.includes("there are no codes"));

describe("the words of a household", () => {
  it("are lists, ranges and parts of sentences that all rules share", async () => {
    const voice = `  lists: { room: [hall, { in: "bath[room]", out: bath }], percent: { range: { from: 0, to: 100 } } }
  expansion_rules: { the: "[the|my]" }
  pronounce: { gatehouse: "G EY T HH AW S", ana: [AA N AH, AE N AH] }
`;
    const sentences = `sentences: ["dim <the> {room} to {percent} percent", "greet {person}", "go to {mode} mode", "say {word} now"], slots: { word: [hello] }`;
    expect(await heads(voice, rule(sentences))).toEqual([]);
  });

  it("are told at their place if they cannot be spoken", async () => {
    const voice = `  lists:
    room: ["room 5"]
    far: { range: { from: 5, to: 1 } }
  expansion_rules:
    the: "[the"
  pronounce:
    ana: "A N A"
`;
    const found = await heads(voice.replace(/ {2}pronounce[^]*/u, ""), rule('sentences: ["open it"]'));
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^gatehouse\.yaml:7:\d+: "room 5" cannot be spoken: write numbers as words/u);
    expect(found[1]).toMatch(/^gatehouse\.yaml:8:\d+: a range goes from/u);
    expect(found[2]).toMatch(/^gatehouse\.yaml:10:\d+: this "\[" is never closed/u);
    expect((await heads(voice, rule('sentences: ["open it"]')))[0]).toMatch(
      /^gatehouse\.yaml:12:\d+: .*expected phones \(ARPAbet.*"G EY T HH AW S"/u,
    );
  });

  it("are suggested if they are misspelt", async () => {
    const voice = "  lists: { room: [hall] }\n  expansion_rules: { please: '[please]' }\n";
    const [slot, part] = await heads(voice, rule('sentences: ["<pleas> open it", "light in the {rom}"]'));
    expect(slot).toMatch(/has no <pleas>; did you mean "please"\?$/u);
    expect(part).toMatch(/what \{rom\} may be.*did you mean "room"\?$/u);
  });
});

describe("how sure a command must be", () => {
  const home = "[{ action: mode, set: home }]";
  it("can be said by its rule", async () => {
    expect(await heads("  accept: -12\n", rule('sentences: ["open it"], accept: -15'))).toEqual([]);
    expect(await heads("  accept: -12\n", rule('sentences: ["go home"], accept: -2', home))).toEqual([]);
  });

  it("is never less for what leaves a guarded mode", async () => {
    const found = await heads("  accept: -12\n", rule('sentences: ["go home"], accept: -6', home));
    expect(found).toEqual([expect.stringMatching(/expected at least -5 \(voice\.accept_guarded\)/u)]);
  });
});

describe("the same sentence in two rules", () => {
  const two = (second: string): string =>
    rule('sentences: ["turn on [the] light"]') +
    `  - id: two\n${second}    triggers:\n      - { trigger: voice, sentences: ["turn {how} the light"], slots: { how: ["on"] } }\n    actions: [{ action: speak, text: no }]\n`;

  it("is an error, for the second would never run", async () => {
    expect(await heads("  accept: -12\n", two(""))).toEqual([
      expect.stringMatching(
        /^rules\/rules\.yaml:8:\d+: "turn on the light" is a sentence of the rule one already, and only that rule would run;/u,
      ),
    ]);
  });

  it("is none if one of them is switched off", async () => {
    expect(await heads("  accept: -12\n", two("    enabled: false\n"))).toEqual([]);
  });
});
