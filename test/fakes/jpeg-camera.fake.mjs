import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** The thread of `jpeg-camera.ts`: it keeps its pace whatever else the test is busy with. */

const BOUNDARY = "picture";

const viewers = new Set();
let resting = workerData.resting;
let doing = [];
let action = 0;
let step = 0;

parentPort.on("message", (message) => {
  if (message.type === "rest") resting = message.pictures;
  if (message.type === "play") [doing, action] = [[...message.pictures], message.action];
});

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": `multipart/x-mixed-replace;boundary=${BOUNDARY}` });
  viewers.add(response);
  response.on("close", () => viewers.delete(response));
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage({ type: "open", port: server.address().port }));

/** There and back again, for ever. */
function rested() {
  const turn = Math.max(1, 2 * (resting.length - 1));
  const at = step % turn;
  step += 1;
  return resting[at < resting.length ? at : turn - at];
}

setInterval(() => {
  const isActing = doing.length > 0;
  const picture = doing.shift() ?? rested();
  if (isActing && doing.length === 0) parentPort.postMessage({ type: "done", action });
  const head = `--${BOUNDARY}\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture.length}\r\n\r\n`;
  for (const viewer of viewers) {
    viewer.write(head);
    viewer.write(picture);
    viewer.write("\r\n");
  }
}, 1000 / workerData.fps);
