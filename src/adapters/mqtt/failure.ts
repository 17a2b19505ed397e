import { ErrorWithReasonCode } from "mqtt";
import { messageOf } from "../../runtime/errors.ts";
import { addressText, type BrokerAddress } from "./broker-address.ts";

/** Why a connection is not there, in a sentence for people that says what to look at. */
export type Why = string;

/** Errors of the socket and of TLS, by their Node and OpenSSL codes; `AT` stands for the address. */
const SOCKET_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at AT (connection refused): is the broker running?",
  ENOTFOUND:
    "the name of AT cannot be resolved: is it spelt right, and does this machine's name service know it?",
  EAI_AGAIN: "the name of AT cannot be resolved now: is the network up?",
  EHOSTUNREACH: "AT cannot be reached: is the broker's machine switched on and in this network?",
  ENETUNREACH: "there is no network to reach AT: is the network up?",
  ETIMEDOUT: "AT did not answer in time: is the broker's machine reachable?",
  ECONNRESET: "AT cut the connection",
  EPIPE: "AT cut the connection",
  CERT_HAS_EXPIRED: "the certificate of AT has expired: renew it, or set this machine's clock",
  CERT_NOT_YET_VALID: "the certificate of AT is not valid yet: is this machine's clock right?",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate of AT is self-signed: give it in mqtt.tls.ca",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate of AT was signed by an authority that is not in mqtt.tls.ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the certificate of AT was signed by an authority that is not in mqtt.tls.ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the certificate of AT was signed by an authority that is not in mqtt.tls.ca",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate of AT was made for another name",
  ERR_SSL_WRONG_VERSION_NUMBER: "AT does not speak TLS: use mqtt:// or the broker's TLS port",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    "AT wants a client certificate: set mqtt.tls.cert and mqtt.tls.key",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "AT does not know the authority that signed mqtt.tls.cert",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "AT says that mqtt.tls.cert has expired: renew it",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "AT does not accept mqtt.tls.cert",
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: "mqtt.tls.key is not the key of mqtt.tls.cert",
};

/** Reason codes of CONNACK and DISCONNECT: MQTT 3.1.1 section 3.2.2.3 (1 to 5) and MQTT 5 section 2.4 (from 128). */
const MQTT_REASONS: Readonly<Record<number, string>> = {
  1: "AT does not speak this version of MQTT",
  2: "AT does not accept the client id",
  3: "AT says it is not available now",
  4: "AT refused the user name or password: check mqtt.username and mqtt.password",
  5: "AT does not authorise this client: check mqtt.username, mqtt.password and the broker's access list",
  132: "AT does not speak this version of MQTT",
  133: "AT does not accept the client id",
  134: "AT refused the user name or password: check mqtt.username and mqtt.password",
  135: "AT does not authorise this client: check mqtt.username, mqtt.password and the broker's access list",
  136: "AT says it is not available now",
  137: "AT is too busy",
  138: "AT has banned this client",
  139: "AT is shutting down",
  141: "AT heard nothing from this client for too long",
  142: "another client took over this client's id at AT",
  149: "AT found a message too large",
  151: "AT says this client has used up its quota",
};

const CUTS: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

const UNACCEPTABLE_VERSION: ReadonlySet<number> = new Set([1, 132]);

/** Whether the broker said that it does not speak the version of MQTT it was addressed in. */
export function refusesVersion(error: unknown): boolean {
  return error instanceof ErrorWithReasonCode && UNACCEPTABLE_VERSION.has(error.code);
}

/** The sentence for an error of the socket, of TLS or of the MQTT library. */
export function whyOf(error: unknown, address: BrokerAddress): Why {
  if (error instanceof ErrorWithReasonCode) return whyOfReason(error.code, address);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = SOCKET_REASONS[code] ?? libraryReason(messageOf(error));
  return known?.replace("AT", addressText(address)) ?? `${addressText(address)}: ${messageOf(error)}`;
}

/**
 * The sentence for an error before MQTT was spoken. Under TLS 1.3 a broker looks at the client's certificate after the client
 * thinks that all is well, and mosquitto cuts the connection over it: its reason is mostly lost on the way.
 */
export function whyNotGreeted(error: unknown, address: BrokerAddress): Why {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!address.tls || !CUTS.has(code)) return whyOf(error, address);
  return `${addressText(address)} cut the connection right after it was encrypted: does it want a client certificate, or another one (mqtt.tls.cert and mqtt.tls.key)?`;
}

/** The sentence for an MQTT reason code. */
export function whyOfReason(code: number, address: BrokerAddress): Why {
  const known = MQTT_REASONS[code] ?? `AT closed the connection with reason code ${code}`;
  return known.replace("AT", addressText(address));
}

function libraryReason(message: string): string | undefined {
  if (message === "connack timeout") return "AT accepted the connection but did not answer as an MQTT broker";
  if (message === "Keepalive timeout") return "AT stopped answering";
  return undefined;
}
