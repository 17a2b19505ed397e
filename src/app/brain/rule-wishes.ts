import { z } from "zod";
import { WishFolder } from "../../adapters/state-directory/wish-folder.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

const RuleWish = z.object({ rule: z.string(), enabled: z.boolean() });
type RuleWish = z.output<typeof RuleWish>;

const folderIn = (stateDirectory: string): WishFolder => new WishFolder(stateDirectory, "rule-wishes");

/** Leaves word that a rule is to be switched; a daemon that runs does it at once, and one that does not when it starts. */
export function wishRule(stateDirectory: string, wish: RuleWish): Promise<void> {
  return folderIn(stateDirectory).leave(`${JSON.stringify(wish)}\n`);
}

/** Hands on what was wished, once each, in its order, until it is cancelled. What cannot be read is thrown away. */
export function takeRuleWishes(
  stateDirectory: string,
  scheduler: Scheduler,
  onWish: (wish: RuleWish) => void,
): Cancel {
  return folderIn(stateDirectory).watch(scheduler, (text) => {
    const wish = read(text);
    if (wish !== null) onWish(wish);
  });
}

function read(text: string): RuleWish | null {
  try {
    return RuleWish.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
