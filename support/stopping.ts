/** A signal that is given when somebody asks this process to end, which may then clean up first. */
export function stopOnRequest(): AbortSignal {
  const controller = new AbortController()
  // "on", not "once": a Ctrl-C may arrive twice, from the terminal and from npm, and must not end the cleaning up.
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      controller.abort()
    })
  }
  return controller.signal
}
