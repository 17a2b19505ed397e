import fc from "fast-check";
import { expect, it } from "vitest";
import { redactFields, redactText } from "../../src/adapters/logging/redact.ts";

/** Four and more characters that no other part of the tested texts holds, blanks excepted: a URL ends at one. */
const password = fc
  .string({ minLength: 4, maxLength: 24, unit: "binary" })
  .filter((text) => !/\s/.test(text) && !"rtsp://admin:@cam.example/1 cannot be reached ***".includes(text));

it("never lets a password of a URL into a log, whatever characters it has", () => {
  fc.assert(
    fc.property(password, (secret) => {
      expect(redactText(`rtsp://admin:${secret}@cam.example/1 cannot be reached`)).not.toContain(secret);
    }),
  );
});

it("never lets a secret field into a log, however deep it lies", () => {
  fc.assert(
    fc.property(
      password,
      fc.array(fc.constantFrom("camera", "list", "cause"), { maxLength: 8 }),
      (secret, path) => {
        const nested = path.reduce<unknown>((inner, key) => ({ [key]: [inner] }), { password: secret });
        expect(JSON.stringify(redactFields({ nested }))).not.toContain(secret);
      },
    ),
  );
});
