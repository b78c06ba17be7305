/** The current time in milliseconds since the Unix epoch, monotonic and with sub-millisecond resolution. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
