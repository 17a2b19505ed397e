import type { DictionaryEntry } from "../../perception/voice/ports.ts";

const PHONES =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split(
    " ",
  );

const nameOf = (phone: string): string => `_${phone.toLowerCase()}`;

/** Each of the model's 39 phones as a word of its own. */
export const PHONE_DICTIONARY: readonly DictionaryEntry[] = PHONES.map((phone) => ({
  word: nameOf(phone),
  phones: phone,
}));

/** A grammar rule of this name: any string of at least one phone. */
export function phoneRule(name: string): string {
  return `<${name}> = <${name}_phone>+;\n<${name}_phone> = ${PHONES.map(nameOf).join(" | ")};\n`;
}

/** Whether a recognised word is only a phone. */
export function isPhone(word: string): boolean {
  return word.startsWith("_");
}

/** Any string of phones. */
export const PHONE_LOOP = `#JSGF V1.0;\ngrammar loop;\npublic <loop> = <phones>;\n${phoneRule("phones")}`;
