import { parseBrokerUrl } from "./broker-address.ts";
import type { ClientIdentity, ProtocolVersion } from "./client-options.ts";
import type { LinkOptions, LinkPorts } from "./link.ts";
import type { TlsOptions } from "./transport.ts";

/** Where the broker is and how to get in; secrets resolved, certificates read. */
export interface BrokerAccess {
  /** `mqtt://HOST[:PORT]` or `mqtts://HOST[:PORT]`. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Speak only this version (4 is MQTT 3.1.1); otherwise 5 is tried first, and 4 where the broker does not want it. */
  readonly protocolVersion?: ProtocolVersion | undefined;
}

/** What differs from one link to another. */
interface LinkParts {
  readonly identity: ClientIdentity;
  readonly unsent: "sent" | "dropped";
  readonly ports: LinkPorts;
}

/** The options of a link to the broker of `access`. */
export function linkOptions(access: BrokerAccess, { identity, unsent, ports }: LinkParts): LinkOptions {
  return {
    address: parseBrokerUrl(access.url),
    tls: access.tls ?? {},
    identity: { ...identity, username: access.username, password: access.password },
    unsent,
    protocolVersion: access.protocolVersion,
    clock: ports.clock,
    scheduler: ports.scheduler,
    random: ports.random,
  };
}
