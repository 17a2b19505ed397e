// A brain to be killed: starts a camera process with this setup (JSON), lets it record one clip, and tells its pid when it does.
// usage: orphan-maker.mjs DIST SETUP CLIP
import { pathToFileURL } from "node:url";

const [, , dist, setup, clip] = process.argv;
const { forkChild } = await import(`${dist}/adapters/process/fork-child.js`);
const child = forkChild(pathToFileURL(`${dist}/app/camera-process.js`), ["camera:orphan", "0"], {
  message: (message) => {
    if (message.type === "clip-started") process.stdout.write(`${child.pid}\n`);
  },
  line: () => undefined,
  exited: () => process.exit(1),
});
child.send(JSON.parse(setup));
child.send({ type: "record", clip: "c", path: clip, reason: "a test", fromT: 0 });
