import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { GatehouseError } from "../../runtime/errors.ts";

/** The cost of a hash: N = 2^ln, block size r, parallelisation p (RFC 7914). */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a tenth of a second on a PC, a third on a Raspberry Pi. */
const COST: Cost = { ln: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const FORMAT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43})$/;

/** A hash of a code as text, `$scrypt$ln=15,r=8,p=1$SALT$HASH` (the PHC string format); another salt each time. */
export async function hashCode(code: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(code, salt, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether the hash is one of this code, compared in constant time.
 *
 * @throws GatehouseError CODE_HASH_INVALID (usage) if the text is no hash, or one that costs too little or too much
 */
export async function isCodeOf(hash: string, code: string): Promise<boolean> {
  const { cost, salt, expected } = parsed(hash);
  return timingSafeEqual(await derive(code, salt, cost), expected);
}

function parsed(hash: string): { cost: Cost; salt: Buffer; expected: Buffer } {
  const [, ln, r, p, salt, expected] = FORMAT.exec(hash) ?? [];
  const cost: Cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isFit = cost.ln >= 14 && cost.ln <= 17 && cost.r >= 8 && cost.r <= 16 && cost.p >= 1 && cost.p <= 4;
  if (salt === undefined || expected === undefined || !isFit) {
    throw new GatehouseError(
      "CODE_HASH_INVALID",
      "A code's hash is not one that `gatehouse code hash` makes.",
      {
        kind: "usage",
      },
    );
  }
  return { cost, salt: Buffer.from(salt, "base64"), expected: Buffer.from(expected, "base64") };
}

/** On the thread pool: the event loop goes on meanwhile. */
function derive(code: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(code.normalize("NFC"), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
