import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** Everybody who is enrolled, as far as that can be read. */
export interface Enrolled {
  readonly people: readonly { readonly name: string; readonly group: string }[];
  readonly unreadable: readonly { readonly name: string }[];
}

/** In which groups people are enrolled, for the rights of their codes. */
export class PeopleGroups {
  #rights: GatehouseConfig["people"]["rights"];
  #enrolled: Enrolled | null = null;

  constructor({ people }: Pick<GatehouseConfig, "people">) {
    this.#rights = people.rights;
  }

  /** Goes by another configuration from now on. */
  use({ people }: Pick<GatehouseConfig, "people">): void {
    this.#rights = people.rights;
  }

  /** Takes in who is enrolled. */
  know(enrolled: Enrolled): void {
    this.#enrolled = enrolled;
  }

  /**
   * The group in which somebody is enrolled; null: in none, or no rights are given by group.
   *
   * @throws GatehouseError PEOPLE_GROUP_UNREADABLE (failed) where rights go by groups and nobody can tell: then no code of theirs counts
   */
  of(person: string): string | null {
    if (this.#rights.every(({ group }) => group === undefined)) return null;
    const isUnread = this.#enrolled?.unreadable.some(({ name }) => name === person) ?? true;
    if (!isUnread) return this.#enrolled?.people.find(({ name }) => name === person)?.group ?? null;
    throw new GatehouseError(
      "PEOPLE_GROUP_UNREADABLE",
      `Nobody knows in which group ${person} is, and so what ${person} may; what is stored of ${person} cannot be read.`,
      { kind: "failed" },
    );
  }
}
