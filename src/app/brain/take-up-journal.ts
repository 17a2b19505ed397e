import type { Damage } from "../../adapters/sqlite/damage.ts";
import { Lock } from "../../devices/lock.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { Core } from "./core.ts";
import type { DeviceSet } from "./device-set.ts";

/** What the journal's past has consequences for. */
export interface Household {
  readonly devices: DeviceSet;
  readonly parts: ProcessParts;
}

/**
 * Says in which mode the house begins if that is not the one it was in, and takes what follows from a damaged journal: nobody
 * knows which locks are owed, so every lock is. A crash before all of it is written down leaves all of it to the next start.
 */
export async function takeUpJournal(core: Core, { devices, parts }: Household): Promise<void> {
  const { journal, kernel, boot } = core;
  const { clock, logger } = parts;
  const { damage, upgrade } = journal;
  if (upgrade !== null)
    logger.info("the journal was brought to the schema of this Gatehouse", { ...upgrade });
  if (upgrade?.backup === null) logger.warn("there was no room to copy the journal before that");
  const news = modeNews(core, parts);
  if (damage === null) {
    kernel.emit(...news);
    return;
  }
  const { movedTo, events, isWhole } = damage;
  logger.error("the journal was damaged and moved aside; every lock is locked", { movedTo, events, isWhole });
  const { at, t } = clock.now();
  const owed = { request: "journal-damaged", sinceT: t, dueT: t, dueAt: at, boot };
  const locks = [...devices.devices].filter(([, device]) => device instanceof Lock);
  const debts = locks.map(([device]) => ({ device, ...owed }));
  devices.restoreDebts(debts);
  const drafts = [damagedDraft(damage, parts), ...news];
  try {
    for (const event of await journal.takeUpDamage({ debts, drafts })) kernel.journalled(event);
  } catch (error) {
    logger.error("what follows from the damage could not be written down", { error: messageOf(error) });
    kernel.emit(...drafts);
  }
}

function modeNews({ mode, modeNews: news }: Core, { clock }: ProcessParts): EventDraft[] {
  if (news === null) return [];
  const by = { kind: "gatehouse", why: news.why } as const;
  const changed = { name: "mode.changed", source: "brain", from: news.from, to: mode.current, by } as const;
  return [{ ...changed, ...clock.now() }];
}

function damagedDraft({ movedTo, events, isWhole }: Damage, { clock }: ProcessParts): EventDraft {
  const saved = isWhole
    ? "All of its events could be read and are here"
    : `${events} of its events could be read and are here; others are lost`;
  const why = `The journal was damaged and is ${movedTo} now. ${saved}. Every lock is locked.`;
  return { name: "journal.damaged", source: "brain", ...clock.now(), movedTo, events, isWhole, why };
}

/**
 * What is spent may be lost with a damaged journal: everybody who is known counts as if they had just opened a door at each
 * camera, until they have been out of its view. Takes the names whenever they were read; the first ones count.
 */
export function spendAfterDamage(
  { journal, gatekeeper, boot }: Pick<Core, "journal" | "gatekeeper" | "boot">,
  { config, clock }: Pick<CheckedConfiguration, "config"> & Pick<ProcessParts, "clock">,
): (names: readonly string[]) => void {
  let isDone = journal.damage === null;
  return (names) => {
    if (isDone) return;
    isDone = true;
    const { at, t } = clock.now();
    const about = { track: "journal-damaged", t, at, boot };
    const cameras = Object.keys(config.cameras);
    const spends = names.flatMap((person) => cameras.map((camera) => ({ person, camera, ...about })));
    gatekeeper.observe({ kind: "spends", spends });
  };
}
