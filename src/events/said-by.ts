import type { Company, EventOf } from "./catalogue.ts";

/** Who has to have spoken a command, as far as that can be told: by who is seen where it was heard. */
export interface SaidBy {
  readonly groups: readonly string[] | null;
  readonly people: readonly string[] | null;
  /** Nobody else may be there: the voice could be theirs. */
  readonly alone: boolean;
}

type Command = Pick<EventOf<"voice.commanded">, "microphone" | "company">;

/** Why a command does not count as said by these people: what to write down, and what to answer; null if it does count. */
export interface Doubt {
  readonly why: string;
  readonly answer: string;
}

/**
 * Whether a command was said by one of these people: somebody of them has been recognised there, alive, and with `alone`
 * nobody is there who is not one of them.
 */
export function doubtAbout({ groups, people, alone }: SaidBy, command: Command): Doubt | null {
  const { microphone } = command;
  const { present, strangers } = command.company ?? { present: [], strangers: 0 };
  const isMeant = ({ person, group }: Company["present"][number]): boolean =>
    (groups === null || groups.includes(group)) && (people === null || people.includes(person));
  if (!present.some((one) => one.live && isMeant(one))) {
    const who = (people ?? groups ?? []).join(" or ");
    return { why: `Nobody of ${who} is seen alive at microphone ${microphone}.`, answer: "I can't see you." };
  }
  if (!alone) return null;
  const others = present.filter((one) => !isMeant(one)).map(({ person }) => person);
  if (strangers === 0 && others.length === 0) return null;
  const company = [
    ...others,
    ...(strangers === 0 ? [] : [strangers === 1 ? "a stranger" : `${strangers} strangers`]),
  ];
  return {
    why: `It could have been said by ${company.join(" or ")} at microphone ${microphone} too.`,
    answer: "I can't tell who of you said that.",
  };
}
