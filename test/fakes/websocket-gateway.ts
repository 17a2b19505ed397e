import { readFileSync } from "node:fs";
import { createServer, type ServerOptions } from "node:https";
import { connect } from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";
import { certificate } from "./mosquitto.ts";

/** An HTTPS server that hands MQTT over WebSocket on to a broker, as a reverse proxy before a home hub does. */
export async function startWebSocketGateway(
  brokerPort: number,
  tls: ServerOptions = {
    cert: readFileSync(certificate("broker.pem")),
    key: readFileSync(certificate("broker.key")),
  },
): Promise<{ readonly port: number; readonly url: string; stop(): Promise<void> }> {
  const server = createServer(tls);
  const gateway = new WebSocketServer({ server, path: "/mqtt", handleProtocols: () => "mqtt" });
  gateway.on("connection", (client) => {
    const front = createWebSocketStream(client);
    const back = connect({ port: brokerPort, host: "127.0.0.1", noDelay: true });
    front.on("error", () => back.destroy());
    back.on("error", () => front.destroy());
    front.pipe(back).pipe(front);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    url: `wss://localhost:${String(port)}/mqtt`,
    stop: async () => {
      for (const client of gateway.clients) client.terminate();
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
