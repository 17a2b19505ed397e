/** node-av calls `Promise.withResolvers`, which Node 20 lacks; without it its streams silently stay empty. */
const constructor = Promise as unknown as { withResolvers?: () => unknown };
constructor.withResolvers ??= () => {
  let resolve: unknown;
  let reject: unknown;
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
};
