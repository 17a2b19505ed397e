/** Where somebody listens. */
export interface TcpAddress {
  /** A name or an address; an IPv6 one without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** The host and port of `tcp://HOST:PORT`; null if it is none. */
export function tcpAddress(uri: string): TcpAddress | null {
  const [, host, port] = /^tcp:\/\/(\[[^\]]+\]|[^/:]+):(\d{1,5})\/?$/u.exec(uri) ?? [];
  if (host === undefined || Number(port) > 65_535 || Number(port) === 0) return null;
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Whether a host stands for every address of this machine. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || /^(0*:)+0*$/u.test(host);
}

/** Whether two addresses may be the same place, seen from this machine: the port is the same, and the host may be. */
export function mayBeSame(one: TcpAddress, other: TcpAddress): boolean {
  if (one.port !== other.port) return false;
  const hosts = [one.host, other.host].map((host) => host.toLowerCase());
  const [first, second] = hosts;
  return first === second || hosts.every((host) => isEveryAddress(host) || isLoopback(host));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/u.test(host);
}
